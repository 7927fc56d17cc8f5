//! Merkle trees as in RFC 6962, section 2.1: SHA-256, leaves prefixed with `0x00`, inner nodes with `0x01`, split at the largest
//! power of two below the number of leaves. The prefixes keep a leaf from being passed off as an inner node and the other way.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use sp_io::hashing::sha2_256;

/// A node of the tree: leaf, inner node or root.
pub type Hash = [u8; 32];

/// Longest path that is accepted: trees of up to 2^32 leaves.
pub const MAX_DEPTH: u32 = 32;

/// The hash of a leaf: `SHA-256(0x00 ‖ data)`.
pub fn leaf_hash(data: &[u8]) -> Hash {
	let mut input = Vec::with_capacity(data.len().saturating_add(1));
	input.push(0x00);
	input.extend_from_slice(data);
	sha2_256(&input)
}

/// The hash of an inner node: `SHA-256(0x01 ‖ left ‖ right)`.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
	let mut input = [0x01; 65];
	let (_, children) = input.split_at_mut(1);
	let (first, second) = children.split_at_mut(32);
	first.copy_from_slice(left);
	second.copy_from_slice(right);
	sha2_256(&input)
}

/// The path from one leaf to the root of a tree of known size (RFC 6962, section 2.1.1).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct InclusionProof {
	/// Position of the leaf, from 0.
	pub index: u32,
	/// Number of leaves of the tree.
	pub leaves: u32,
	/// Siblings from the leaf upwards.
	pub path: BoundedVec<Hash, ConstU32<MAX_DEPTH>>,
}

impl InclusionProof {
	/// The proof of the only leaf of a tree of one.
	pub fn single() -> Self {
		Self { index: 0, leaves: 1, path: BoundedVec::new() }
	}

	/// The root that the proof leads to from `leaf`, or `None` if the path has not exactly the length that index and size ask
	/// for (RFC 9162, section 2.1.3.2).
	pub fn root(&self, leaf: &Hash) -> Option<Hash> {
		let mut last = self.leaves.checked_sub(1)?;
		let mut index = self.index;
		if index > last {
			return None;
		}
		let mut hash = *leaf;
		for sibling in &self.path {
			if last == 0 {
				return None;
			}
			if index & 1 == 1 || index == last {
				hash = node_hash(sibling, &hash);
				// A last node without a sibling is carried up unchanged until it has one.
				while index & 1 == 0 && index != 0 {
					index >>= 1;
					last >>= 1;
				}
			} else {
				hash = node_hash(&hash, sibling);
			}
			index >>= 1;
			last >>= 1;
		}
		(last == 0).then_some(hash)
	}

	/// Whether `leaf` is in the tree with `root`, at the proof's index.
	pub fn verifies(&self, leaf: &Hash, root: &Hash) -> bool {
		self.root(leaf).as_ref() == Some(root)
	}
}

/// A tree held in memory, from which roots and proofs are taken. Off-chain use; on chain only proofs are checked.
#[derive(Clone, Debug)]
pub struct MerkleTree {
	/// Levels from the leaves up to the root; each has half as many nodes as the one below, rounded up.
	levels: Vec<Vec<Hash>>,
}

impl MerkleTree {
	/// Builds the tree over leaf hashes, or `None` for no leaf or more than 2^32 - 1.
	pub fn new(leaves: Vec<Hash>) -> Option<Self> {
		if leaves.is_empty() || u32::try_from(leaves.len()).is_err() {
			return None;
		}
		let mut levels = Vec::new();
		let mut level = leaves;
		while level.len() > 1 {
			let above = level
				.chunks(2)
				.filter_map(|pair| match pair {
					[left, right] => Some(node_hash(left, right)),
					[single] => Some(*single),
					_ => None,
				})
				.collect();
			levels.push(core::mem::replace(&mut level, above));
		}
		levels.push(level);
		Some(Self { levels })
	}

	/// Number of leaves.
	pub fn leaves(&self) -> u32 {
		self.levels.first().and_then(|level| u32::try_from(level.len()).ok()).unwrap_or_default()
	}

	/// The root; of a tree of one leaf, the leaf.
	pub fn root(&self) -> Hash {
		self.levels.last().and_then(|level| level.first()).copied().unwrap_or_default()
	}

	/// The proof for the leaf at `index`, or `None` beyond the last leaf.
	pub fn proof(&self, index: u32) -> Option<InclusionProof> {
		let leaves = self.leaves();
		if index >= leaves {
			return None;
		}
		let mut position = usize::try_from(index).ok()?;
		let mut path = BoundedVec::new();
		for level in &self.levels {
			if let Some(sibling) = level.get(position ^ 1) {
				path.try_push(*sibling).ok()?;
			}
			position >>= 1;
		}
		Some(InclusionProof { index, leaves, path })
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	/// RFC 6962, section 2.1, word for word.
	fn slow_root(leaves: &[Hash]) -> Hash {
		match leaves {
			[single] => *single,
			_ => {
				let k = largest_power_of_two_below(leaves.len());
				node_hash(&slow_root(&leaves[..k]), &slow_root(&leaves[k..]))
			},
		}
	}

	/// RFC 6962, section 2.1.1, word for word.
	fn slow_path(m: usize, leaves: &[Hash]) -> Vec<Hash> {
		if leaves.len() <= 1 {
			return Vec::new();
		}
		let k = largest_power_of_two_below(leaves.len());
		let (mut path, sibling) = if m < k {
			(slow_path(m, &leaves[..k]), slow_root(&leaves[k..]))
		} else {
			(slow_path(m - k, &leaves[k..]), slow_root(&leaves[..k]))
		};
		path.push(sibling);
		path
	}

	fn largest_power_of_two_below(n: usize) -> usize {
		1 << (usize::BITS - 1 - (n - 1).leading_zeros())
	}

	fn leaves(n: usize) -> Vec<Hash> {
		(0..n).map(|i| leaf_hash(&i.to_le_bytes())).collect()
	}

	fn bytes(hex: &str) -> Vec<u8> {
		(0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect()
	}

	#[test]
	fn roots_are_those_of_the_official_vectors() {
		// The test vectors of Certificate Transparency's reference implementation.
		let inputs =
			["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
		let roots = [
			"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
			"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
			"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
			"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
			"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
			"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
			"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
			"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
		];
		let hashes: Vec<Hash> = inputs.iter().map(|input| leaf_hash(&bytes(input))).collect();
		for (n, root) in roots.iter().enumerate() {
			let tree = MerkleTree::new(hashes[..=n].to_vec()).unwrap();
			assert_eq!(tree.root().to_vec(), bytes(root));
		}
	}

	#[test]
	fn a_tree_has_at_least_one_leaf_and_no_proof_beyond_its_last() {
		assert!(MerkleTree::new(Vec::new()).is_none());
		assert!(MerkleTree::new(leaves(3)).unwrap().proof(3).is_none());
	}

	#[test]
	fn an_inner_node_is_not_accepted_as_a_leaf() {
		let tree = MerkleTree::new(leaves(4)).unwrap();
		let inner = node_hash(&leaves(4)[0], &leaves(4)[1]);
		let sibling = node_hash(&leaves(4)[2], &leaves(4)[3]);
		let forged = InclusionProof { index: 0, leaves: 4, path: alloc::vec![sibling].try_into().unwrap() };
		assert!(!forged.verifies(&inner, &tree.root()));
	}

	proptest! {
		#[test]
		fn the_tree_agrees_with_the_plain_definition(n in 1usize..200, at in 0usize..200) {
			let at = at % n;
			let leaves = leaves(n);
			let tree = MerkleTree::new(leaves.clone()).unwrap();
			prop_assert_eq!(tree.root(), slow_root(&leaves));
			let proof = tree.proof(at as u32).unwrap();
			prop_assert_eq!(proof.path.to_vec(), slow_path(at, &leaves));
			prop_assert!(proof.verifies(&leaves[at], &tree.root()));
		}

		#[test]
		fn a_changed_proof_fails(n in 2usize..120, at in 0usize..120, bit in 0usize..256, kind in 0u8..5) {
			let at = at % n;
			let leaves = leaves(n);
			let tree = MerkleTree::new(leaves.clone()).unwrap();
			let mut proof = tree.proof(at as u32).unwrap();
			let mut leaf = leaves[at];
			match kind {
				0 => leaf[bit / 8] ^= 1 << (bit % 8),
				1 => {
					let step = bit % proof.path.len();
					proof.path[step][bit / 8] ^= 1 << (bit % 8);
				},
				2 => { proof.path.pop(); },
				3 => { proof.path.try_push([0; 32]).unwrap(); },
				_ => proof.index = ((at + 1) % n) as u32,
			}
			prop_assert!(!proof.verifies(&leaf, &tree.root()));
		}
	}
}
