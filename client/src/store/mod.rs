//! Where envelopes are kept: a blob store named by URL, in which everything is named by its own SHA-256.
//!
//! | URL | where |
//! |---|---|
//! | `file:///path/to/folder` | a local folder, made if it does not exist |
//! | `memory:///` | memory, gone with the store: for tests |
//! | `s3://bucket/prefix` | with the cargo feature `s3`, configured by the `AWS_…` variables |
//! | `gs://bucket/prefix` | with the cargo feature `gs`, configured by the `GOOGLE_…` variables |
//! | `az://container/prefix` | with the cargo feature `azure`, configured by the `AZURE_…` variables |
//!
//! A blob with digest `abcdef…` is at `ab/cd/abcdef…`, so that no folder grows beyond what file systems like. The store holds
//! ciphertext only and is not trusted: what it returns is checked against the digest that was asked for.

use bytes::Bytes;
use object_store::{
	local::LocalFileSystem, memory::InMemory, path::Path, prefix::PrefixStore, ObjectStore, ObjectStoreExt, PutMode,
	PutPayload,
};
use salus_primitives::commitment::CiphertextDigest;
use std::{fmt, path::PathBuf, sync::Arc};
use url::Url;

use crate::sealing::envelope::MAX_ENVELOPE;

/// Why the blob store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
	/// The URL does not parse or names no kind of store that is known.
	#[error("'{url}' names no blob store: {problem}")]
	Url {
		/// What was given.
		url: String,
		/// What is wrong with it.
		problem: String,
	},
	/// The URL names a kind of store that this build was made without.
	#[error("this build has no support for {scheme}:// stores: build it with the cargo feature '{feature}'")]
	NotBuilt {
		/// The URL's scheme.
		scheme: String,
		/// The feature that is missing.
		feature: &'static str,
	},
	/// The folder could not be made.
	#[error("the folder {} could not be made", folder.display())]
	Folder {
		/// Which.
		folder: PathBuf,
		/// Why.
		source: std::io::Error,
	},
	/// Larger than the store takes.
	#[error("the blob has {size} bytes; at most {max} are taken")]
	TooLarge {
		/// Its size.
		size: u64,
		/// The most that is taken.
		max: u64,
	},
	/// No blob has this digest here.
	#[error("the blob {0} is not in this store")]
	NotFound(String),
	/// What the store returned is not what was asked for.
	#[error("the blob {0} was altered in the store")]
	Altered(String),
	/// The store itself failed.
	#[error("the blob store failed: {0}")]
	Store(#[from] object_store::Error),
}

/// A store of envelopes, each named by its digest.
#[derive(Clone)]
pub struct BlobStore {
	store: Arc<dyn ObjectStore>,
	max_size: u64,
}

impl fmt::Debug for BlobStore {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "BlobStore({})", self.store)
	}
}

impl BlobStore {
	/// Opens the store that the URL names: see the module's documentation.
	///
	/// # Errors
	/// [`StoreError::Url`], [`StoreError::NotBuilt`] or [`StoreError::Folder`].
	pub fn open(url: &str) -> Result<Self, StoreError> {
		let refused = |problem: String| StoreError::Url { url: url.to_owned(), problem };
		let parsed = Url::parse(url).map_err(|error| refused(error.to_string()))?;
		match parsed.scheme() {
			"file" => {
				let folder =
					parsed.to_file_path().map_err(|()| refused("it must be an absolute path: file:///…".into()))?;
				Self::folder(folder)
			},
			"memory" => Ok(Self::memory()),
			"s3" | "gs" | "az" => Self::remote(&parsed),
			other => Err(refused(format!("no store is reached by {other}://"))),
		}
	}

	/// A store in a local folder, which is made if it does not exist. Writes are atomic and reach the disk before they count.
	///
	/// # Errors
	/// [`StoreError::Folder`], or [`StoreError::Store`] when the folder cannot be used.
	pub fn folder(folder: PathBuf) -> Result<Self, StoreError> {
		std::fs::create_dir_all(&folder).map_err(|source| StoreError::Folder { folder: folder.clone(), source })?;
		Ok(Self::new(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true)))
	}

	/// A store in memory.
	pub fn memory() -> Self {
		Self::new(InMemory::new())
	}

	fn new(store: impl ObjectStore) -> Self {
		Self { store: Arc::new(store), max_size: MAX_ENVELOPE as u64 }
	}

	fn remote(url: &Url) -> Result<Self, StoreError> {
		let (built, feature, variables) = match url.scheme() {
			"s3" => (cfg!(feature = "s3"), "s3", "AWS_"),
			"gs" => (cfg!(feature = "gs"), "gs", "GOOGLE_"),
			_ => (cfg!(feature = "azure"), "azure", "AZURE_"),
		};
		if !built {
			return Err(StoreError::NotBuilt { scheme: url.scheme().to_owned(), feature });
		}
		let options = std::env::vars().filter(|(name, _)| name.starts_with(variables));
		let (store, prefix) = object_store::parse_url_opts(url, options)?;
		Ok(Self::new(PrefixStore::new(store, prefix)))
	}

	/// The same store with another limit on the size of a blob, in bytes.
	#[must_use]
	pub fn with_max_size(mut self, max_size: u64) -> Self {
		self.max_size = max_size;
		self
	}

	fn ensure_fits(&self, size: u64) -> Result<(), StoreError> {
		if size > self.max_size {
			return Err(StoreError::TooLarge { size, max: self.max_size });
		}
		Ok(())
	}

	/// Stores a blob and returns its digest. Storing it again changes nothing, except that a copy that was altered in the store
	/// is replaced.
	///
	/// # Errors
	/// [`StoreError::TooLarge`], or [`StoreError::Store`].
	pub async fn put(&self, blob: impl Into<Bytes>) -> Result<CiphertextDigest, StoreError> {
		let blob: Bytes = blob.into();
		self.ensure_fits(blob.len() as u64)?;
		let digest = CiphertextDigest::of(&blob);
		let path = path_of(&digest);
		let created = self.store.put_opts(&path, PutPayload::from(blob.clone()), PutMode::Create.into()).await;
		match created {
			Ok(_) => Ok(digest),
			Err(object_store::Error::AlreadyExists { .. }) => {
				match self.get(&digest).await {
					Ok(_) => {},
					Err(StoreError::Altered(_) | StoreError::TooLarge { .. }) => {
						self.store.put(&path, PutPayload::from(blob)).await?;
					},
					Err(error) => return Err(error),
				}
				Ok(digest)
			},
			Err(error) => Err(error.into()),
		}
	}

	/// The blob with this digest.
	///
	/// # Errors
	/// [`StoreError::NotFound`], [`StoreError::Altered`], [`StoreError::TooLarge`], or [`StoreError::Store`].
	pub async fn get(&self, digest: &CiphertextDigest) -> Result<Bytes, StoreError> {
		let found = match self.store.get(&path_of(digest)).await {
			Err(object_store::Error::NotFound { .. }) => return Err(StoreError::NotFound(hex::encode(digest.0))),
			found => found?,
		};
		self.ensure_fits(found.meta.size)?;
		let blob = found.bytes().await?;
		if CiphertextDigest::of(&blob) != *digest {
			return Err(StoreError::Altered(hex::encode(digest.0)));
		}
		Ok(blob)
	}

	/// Whether a blob with this digest is there. Says nothing of whether it is intact.
	///
	/// # Errors
	/// [`StoreError::Store`].
	pub async fn contains(&self, digest: &CiphertextDigest) -> Result<bool, StoreError> {
		match self.store.head(&path_of(digest)).await {
			Ok(_) => Ok(true),
			Err(object_store::Error::NotFound { .. }) => Ok(false),
			Err(error) => Err(error.into()),
		}
	}
}

/// Where a blob is: `ab/cd/abcd…`.
fn path_of(digest: &CiphertextDigest) -> Path {
	let name = hex::encode(digest.0);
	Path::from_iter([name.get(..2).unwrap_or_default(), name.get(2..4).unwrap_or_default(), &name])
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn folder() -> (tempfile::TempDir, BlobStore) {
		let folder = tempfile::tempdir().unwrap();
		let url = Url::from_file_path(folder.path().join("deep/er")).unwrap();
		let store = BlobStore::open(url.as_str()).unwrap();
		(folder, store)
	}

	#[tokio::test]
	async fn what_is_put_is_found_by_its_digest() {
		let (folder, local) = folder();
		for store in [local, BlobStore::open("memory:///").unwrap()] {
			let digest = store.put(&b"abc"[..]).await.unwrap();
			assert_eq!(digest, CiphertextDigest::of(b"abc"));
			assert_eq!(store.get(&digest).await.unwrap(), &b"abc"[..]);
			assert!(store.contains(&digest).await.unwrap());
		}
		let name = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
		let path = folder.path().join("deep/er/ba/78").join(name);
		assert_eq!(std::fs::read(path).unwrap(), b"abc");
	}

	#[tokio::test]
	async fn putting_twice_changes_nothing() {
		let (folder, store) = folder();
		let digest = store.put(&b"abc"[..]).await.unwrap();
		let path = folder.path().join("deep/er").join(path_of(&digest).as_ref());
		let before = std::fs::metadata(&path).unwrap().modified().unwrap();
		assert_eq!(store.put(&b"abc"[..]).await.unwrap(), digest);
		assert_eq!(std::fs::metadata(&path).unwrap().modified().unwrap(), before);
	}

	#[tokio::test]
	async fn an_altered_blob_is_refused_and_healed_by_putting_it_again() {
		let (folder, store) = folder();
		let digest = store.put(&b"abc"[..]).await.unwrap();
		let path = folder.path().join("deep/er").join(path_of(&digest).as_ref());
		std::fs::write(&path, b"abd").unwrap();
		assert!(matches!(store.get(&digest).await, Err(StoreError::Altered(_))));
		store.put(&b"abc"[..]).await.unwrap();
		assert_eq!(store.get(&digest).await.unwrap(), &b"abc"[..]);
	}

	#[tokio::test]
	async fn a_missing_blob_is_not_found() {
		for store in [folder().1, BlobStore::memory()] {
			let digest = CiphertextDigest([7; 32]);
			assert!(matches!(store.get(&digest).await, Err(StoreError::NotFound(_))));
			assert!(!store.contains(&digest).await.unwrap());
		}
	}

	#[tokio::test]
	async fn blobs_beyond_the_limit_are_refused_both_ways() {
		let (_folder, store) = folder();
		let digest = store.put(vec![0; 11]).await.unwrap();
		let store = store.with_max_size(10);
		assert!(matches!(store.put(vec![1; 11]).await, Err(StoreError::TooLarge { size: 11, max: 10 })));
		assert!(matches!(store.get(&digest).await, Err(StoreError::TooLarge { size: 11, max: 10 })));
		assert!(store.put(vec![1; 10]).await.is_ok());
	}

	#[tokio::test]
	async fn nothing_half_written_is_left_behind() {
		let (folder, store) = folder();
		store.put(&b"abc"[..]).await.unwrap();
		let mut folders = vec![folder.path().to_owned()];
		let mut files = Vec::new();
		while let Some(next) = folders.pop() {
			for entry in std::fs::read_dir(next).unwrap().map(Result::unwrap) {
				match entry.file_type().unwrap().is_dir() {
					true => folders.push(entry.path()),
					false => files.push(entry.path()),
				}
			}
		}
		assert_eq!(files.len(), 1, "{files:?}");
	}

	#[test]
	fn urls_that_name_no_store_are_refused() {
		for url in ["", "folder", "ftp://host/", "https://host/bucket", "file://host/path"] {
			assert!(matches!(BlobStore::open(url), Err(StoreError::Url { .. })), "{url}");
		}
		#[cfg(not(feature = "s3"))]
		assert!(matches!(BlobStore::open("s3://bucket"), Err(StoreError::NotBuilt { feature: "s3", .. })));
	}

	#[test]
	fn a_folder_that_cannot_be_made_is_an_error_of_its_own() {
		let file = tempfile::NamedTempFile::new().unwrap();
		let url = Url::from_file_path(file.path().join("below")).unwrap();
		assert!(matches!(BlobStore::open(url.as_str()), Err(StoreError::Folder { .. })));
	}

	proptest! {
		#![proptest_config(ProptestConfig::with_cases(32))]

		#[test]
		fn any_blob_survives(blob in proptest::collection::vec(any::<u8>(), 0..3000)) {
			tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
				let store = BlobStore::memory();
				let digest = store.put(blob.clone()).await.unwrap();
				assert_eq!(store.get(&digest).await.unwrap(), blob);
			});
		}
	}
}
