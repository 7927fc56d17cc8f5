//! Hiding the size of what is sealed.
//!
//! Sizes are rounded up by Padmé (Nikitin et al., *Reducing Metadata Leakage from Encrypted Files and Communication with PURBs*,
//! PETS 2019): the bits of a length below its leading `log2(log2(length)) + 1` are rounded away. A size then gives away
//! O(log log n) bits, and padding costs at most 12 %, less the larger the content. Below [`MIN_PADDED`] all sizes are one.

/// What is smaller is padded to this many bytes.
pub const MIN_PADDED: usize = 1024;

/// The length to which content of `length` bytes is padded.
pub fn padded_len(length: usize) -> usize {
	if length <= MIN_PADDED {
		return MIN_PADDED;
	}
	let exponent = length.ilog2();
	let kept = exponent.ilog2().saturating_add(1);
	let mask = 1usize.checked_shl(exponent.saturating_sub(kept)).unwrap_or(1).saturating_sub(1);
	length.checked_add(mask).map_or(length, |sum| sum & !mask)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;
	use std::collections::BTreeSet;

	/// Padmé as the paper writes it, in floating point.
	fn padme(length: usize) -> usize {
		let e = (length as f64).log2().floor();
		let s = e.log2().floor() + 1.0;
		let last_bits = e - s;
		let mask = 2f64.powf(last_bits) as usize - 1;
		(length + mask) & !mask
	}

	#[test]
	fn short_content_has_one_size() {
		assert!((0..=MIN_PADDED).all(|length| padded_len(length) == MIN_PADDED));
	}

	#[test]
	fn few_sizes_are_left() {
		let sizes: BTreeSet<_> = (0..1usize << 20).map(padded_len).collect();
		assert!(sizes.len() < 250, "{}", sizes.len());
	}

	proptest! {
		#[test]
		fn padding_is_that_of_the_paper(length in MIN_PADDED + 1..1usize << 36) {
			prop_assert_eq!(padded_len(length), padme(length));
		}

		#[test]
		fn padding_never_cuts_and_costs_little(length in MIN_PADDED..1usize << 40) {
			let padded = padded_len(length);
			prop_assert!(padded >= length);
			prop_assert!((padded - length) * 100 <= length * 12);
			prop_assert_eq!(padded_len(padded), padded);
			prop_assert!(padded_len(length + 1) >= padded);
		}
	}
}
