//! A seed in shares: any M of N bring it back, fewer say nothing about it (Shamir's secret sharing over GF(256)).
//!
//! A share is one line of text, to be printed or kept by a keyholder:
//!
//! ```text
//! salus1-3-2-5f3a09c1-77d0e2b4-90c1…-4be0a7d2
//!      │ │ │ │        │        │      └ checksum: first 4 bytes of SHA-256 of all before it
//!      │ │ │ │        │        └ the share itself
//!      │ │ │ │        └ fingerprint of the seed
//!      │ │ │ └ number of the splitting: shares of two splittings of one seed do not mix
//!      │ │ └ number of the share
//!      │ └ how many shares bring the seed back
//!      └ version of the format
//! ```

use super::{secret::random, KeyError, Seed};
use blahaj::{Share as Point, Sharks};
use core::{fmt, str::FromStr};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use zeroize::Zeroizing;

/// Most shares that a seed is split into.
pub const MAX_SHARES: u8 = 32;

/// Version of the text form.
const VERSION: &str = "1";

/// Why shares cannot be made, read or combined.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
	/// The threshold is at least two and at most the number of shares, which is at most [`MAX_SHARES`].
	#[error("{threshold} of {count} is not possible: at least 2 must be needed, and at most {MAX_SHARES} can be made")]
	Numbers {
		/// Shares needed.
		threshold: u8,
		/// Shares made.
		count: u8,
	},
	/// The text is not a share.
	#[error("this is not a share: a share reads salus1-M-I-…")]
	NotAShare,
	/// The share has a version that this client does not know.
	#[error("this share has version {0}, which this client does not know")]
	UnsupportedVersion(String),
	/// The share was mistyped or damaged.
	#[error("a share's checksum does not match: it was mistyped or damaged")]
	Corrupted,
	/// Shares of different seeds.
	#[error("the shares are of different seeds: {} and {}", hex::encode(.0), hex::encode(.1))]
	DifferentSeeds([u8; 4], [u8; 4]),
	/// Shares of one seed from different splittings, which do not fit together.
	#[error("the shares are of one seed, but were made on different occasions and do not fit together")]
	DifferentSplittings,
	/// The same share twice.
	#[error("share {0} was given twice")]
	Duplicate(u8),
	/// Too few shares.
	#[error("{needed} shares are needed, {given} were given")]
	TooFew {
		/// Shares given.
		given: u8,
		/// Shares needed.
		needed: u8,
	},
	/// What the shares give is not the seed that they name: at least one is forged.
	#[error("the shares do not give the seed that they name: at least one is forged")]
	WrongSeed,
	/// The operating system gave no randomness.
	#[error(transparent)]
	Key(#[from] KeyError),
}

/// One share of a seed.
#[derive(Clone, PartialEq, Eq)]
pub struct Share {
	threshold: u8,
	index: u8,
	splitting: [u8; 4],
	fingerprint: [u8; 4],
	data: Zeroizing<Vec<u8>>,
}

impl Share {
	/// How many shares bring the seed back.
	pub fn threshold(&self) -> u8 {
		self.threshold
	}

	/// The share's number, from 1.
	pub fn index(&self) -> u8 {
		self.index
	}

	/// The fingerprint of the seed: see [`Seed::fingerprint`].
	pub fn fingerprint(&self) -> [u8; 4] {
		self.fingerprint
	}

	/// The share as one line of text. Whoever holds as many as the threshold holds the seed.
	pub fn to_text(&self) -> Zeroizing<String> {
		let body = Zeroizing::new(format!(
			"salus{VERSION}-{}-{}-{}-{}-{}",
			self.threshold,
			self.index,
			hex::encode(self.splitting),
			hex::encode(self.fingerprint),
			hex::encode(&self.data[..])
		));
		Zeroizing::new(format!("{}-{}", body.as_str(), checksum(&body)))
	}
}

impl fmt::Debug for Share {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "Share({} of {} needed, {})", self.index, self.threshold, hex::encode(self.fingerprint))
	}
}

fn checksum(body: &str) -> String {
	let digest = Sha256::digest(body.as_bytes());
	hex::encode(digest.get(..4).unwrap_or_default())
}

impl FromStr for Share {
	type Err = ShareError;

	fn from_str(text: &str) -> Result<Self, ShareError> {
		let text = Zeroizing::new(text.split_whitespace().collect::<String>().to_lowercase());
		let version = text
			.strip_prefix("salus")
			.and_then(|rest| rest.split_once('-'))
			.map(|(version, _)| version)
			.filter(|version| !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit()))
			.ok_or(ShareError::NotAShare)?;
		if version != VERSION {
			return Err(ShareError::UnsupportedVersion(version.to_owned()));
		}
		let (body, check) = text.rsplit_once('-').ok_or(ShareError::NotAShare)?;
		let fields: Vec<&str> = body.split('-').collect();
		let [_, threshold, index, splitting, fingerprint, data] = fields[..] else {
			return Err(ShareError::NotAShare);
		};
		if check != checksum(body) {
			return Err(ShareError::Corrupted);
		}
		// With the checksum right, what does not parse was never a share.
		let four = |text: &str| -> Option<[u8; 4]> { hex::decode(text).ok()?.try_into().ok() };
		let parsed = (|| {
			Some(Self {
				threshold: threshold.parse().ok().filter(|threshold| *threshold >= 2)?,
				index: index.parse().ok().filter(|index| *index > 0)?,
				splitting: four(splitting)?,
				fingerprint: four(fingerprint)?,
				data: Zeroizing::new(hex::decode(data).ok().filter(|data| matches!(data.len(), 16..=32))?),
			})
		})();
		parsed.ok_or(ShareError::NotAShare)
	}
}

/// Splits a seed into `count` shares, any `threshold` of which bring it back.
///
/// # Errors
/// [`ShareError::Numbers`], or [`ShareError::Key`] without randomness.
pub fn split(seed: &Seed, threshold: u8, count: u8) -> Result<Vec<Share>, ShareError> {
	if threshold < 2 || count < threshold || count > MAX_SHARES {
		return Err(ShareError::Numbers { threshold, count });
	}
	let splitting = random::<4>()?;
	let fingerprint = seed.fingerprint();
	let points = Sharks(threshold).dealer(seed.entropy()).take(usize::from(count));
	let shares = (1..=count).zip(points).map(|(index, point)| {
		let bytes = Zeroizing::new(Vec::from(&point));
		let data = Zeroizing::new(bytes.get(1..).unwrap_or_default().to_vec());
		Share { threshold, index, splitting, fingerprint, data }
	});
	Ok(shares.collect())
}

/// Brings a seed back from its shares.
///
/// # Errors
/// [`ShareError::TooFew`], [`ShareError::Duplicate`], [`ShareError::DifferentSeeds`], [`ShareError::DifferentSplittings`], or
/// [`ShareError::WrongSeed`] for forged shares.
pub fn combine(shares: &[Share]) -> Result<Seed, ShareError> {
	let Some(first) = shares.first() else {
		return Err(ShareError::TooFew { given: 0, needed: 2 });
	};
	let mut indices = BTreeSet::new();
	for share in shares {
		if share.fingerprint != first.fingerprint {
			return Err(ShareError::DifferentSeeds(first.fingerprint, share.fingerprint));
		}
		let fits = share.splitting == first.splitting
			&& share.threshold == first.threshold
			&& share.data.len() == first.data.len();
		if !fits {
			return Err(ShareError::DifferentSplittings);
		}
		if !indices.insert(share.index) {
			return Err(ShareError::Duplicate(share.index));
		}
	}
	let given = u8::try_from(shares.len()).unwrap_or(u8::MAX);
	if given < first.threshold {
		return Err(ShareError::TooFew { given, needed: first.threshold });
	}
	let points: Vec<Point> = shares.iter().filter_map(Share::point).collect();
	let secret = Sharks(first.threshold).recover(&points).map_err(|_| ShareError::WrongSeed)?;
	let seed = Seed::from_entropy(&Zeroizing::new(secret)).map_err(|_| ShareError::WrongSeed)?;
	if seed.fingerprint() != first.fingerprint {
		return Err(ShareError::WrongSeed);
	}
	Ok(seed)
}

impl Share {
	fn point(&self) -> Option<Point> {
		let mut bytes = Zeroizing::new(vec![self.index]);
		bytes.extend_from_slice(&self.data);
		Point::try_from(&bytes[..]).ok()
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::{prelude::*, sample::subsequence};

	fn seed(byte: u8) -> Seed {
		Seed::from_entropy(&[byte; 16]).unwrap()
	}

	fn three_of_five() -> Vec<Share> {
		split(&seed(7), 3, 5).unwrap()
	}

	/// The text with its checksum made right again.
	fn resigned(body: &str) -> String {
		format!("{body}-{}", checksum(body))
	}

	#[test]
	fn impossible_numbers_are_refused() {
		for (threshold, count) in [(0, 3), (1, 3), (4, 3), (2, MAX_SHARES + 1)] {
			assert_eq!(split(&seed(1), threshold, count).unwrap_err(), ShareError::Numbers { threshold, count });
		}
		assert_eq!(split(&seed(1), 2, MAX_SHARES).unwrap().len(), usize::from(MAX_SHARES));
	}

	#[test]
	fn too_few_shares_are_refused() {
		let shares = three_of_five();
		assert_eq!(combine(&shares[..2]).unwrap_err(), ShareError::TooFew { given: 2, needed: 3 });
		assert_eq!(combine(&[]).unwrap_err(), ShareError::TooFew { given: 0, needed: 2 });
	}

	#[test]
	fn shares_that_do_not_belong_together_are_refused() {
		let mut shares = three_of_five();
		let other = split(&seed(8), 3, 5).unwrap();
		shares[1] = other[1].clone();
		assert!(matches!(combine(&shares).unwrap_err(), ShareError::DifferentSeeds(..)));
		shares[1] = three_of_five()[1].clone();
		assert_eq!(combine(&shares).unwrap_err(), ShareError::DifferentSplittings);
		shares[1] = shares[0].clone();
		assert_eq!(combine(&shares).unwrap_err(), ShareError::Duplicate(1));
	}

	#[test]
	fn a_forged_share_is_noticed() {
		let shares = three_of_five();
		let mut forged = shares[2].clone();
		forged.data[0] ^= 1;
		let error = combine(&[shares[0].clone(), shares[1].clone(), forged]).unwrap_err();
		assert_eq!(error, ShareError::WrongSeed);
	}

	#[test]
	fn text_that_is_no_share_is_refused() {
		let share = three_of_five().remove(0);
		for text in
			["", "salus", "salus1", "salus1-3-2", "salus-3-1-2-3-4-5", "bottom drive obey lake", "salus1-3-1-a-b-c-d-e"]
		{
			assert_eq!(Share::from_str(text).unwrap_err(), ShareError::NotAShare, "{text}");
		}
		let newer = share.to_text().replacen("salus1", "salus2", 1);
		assert_eq!(Share::from_str(&newer).unwrap_err(), ShareError::UnsupportedVersion("2".into()));
		for body in ["salus1-1-1-00000000-00000000-00000000000000000000000000000000", "salus1-3-0-00000000-00000000-00"]
		{
			assert_eq!(Share::from_str(&resigned(body)).unwrap_err(), ShareError::NotAShare);
		}
	}

	#[test]
	fn shares_typed_from_paper_are_understood() {
		let share = three_of_five().remove(0);
		let typed = format!(" {}\n", share.to_text().to_uppercase().replace('-', " - "));
		assert_eq!(Share::from_str(&typed).unwrap(), share);
	}

	#[test]
	fn debug_output_says_no_secret() {
		let share = three_of_five().remove(0);
		assert!(!format!("{share:?}").contains(&hex::encode(&share.data[..])));
	}

	proptest! {
		#[test]
		fn any_threshold_of_the_shares_brings_the_seed_back(
			entropy in prop_oneof![Just(16usize), Just(32)]
				.prop_flat_map(|length| proptest::collection::vec(any::<u8>(), length)),
			(threshold, chosen) in (2u8..=7).prop_flat_map(|threshold| {
				(Just(threshold), subsequence((0..7usize).collect::<Vec<_>>(), usize::from(threshold)..=7))
			}),
		) {
			let seed = Seed::from_entropy(&entropy).unwrap();
			let shares = split(&seed, threshold, 7).unwrap();
			let texts: Vec<_> = chosen.iter().map(|index| shares[*index].to_text()).collect();
			let read: Vec<Share> = texts.iter().map(|text| text.parse().unwrap()).collect();
			prop_assert_eq!(combine(&read).unwrap(), seed);
		}

		#[test]
		fn a_mistyped_character_never_gives_another_share(position in 0usize..80, to in "[0-9a-f]") {
			let share = three_of_five().remove(0);
			let text = share.to_text();
			let position = position % text.len();
			let mut typed: String = text.to_string();
			typed.replace_range(position..=position, &to);
			match typed.parse::<Share>() {
				Ok(read) => prop_assert_eq!(read, share),
				Err(error) => prop_assert!(matches!(
					error,
					ShareError::Corrupted | ShareError::NotAShare | ShareError::UnsupportedVersion(_)
				)),
			}
		}
	}
}
