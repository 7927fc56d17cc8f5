//! Builds the runtime as wasm, which is what the chain runs.

#[cfg(all(feature = "std", feature = "metadata-hash"))]
fn main() {
	substrate_wasm_builder::WasmBuilder::init_with_defaults().enable_metadata_hash("HLT", 12).build();
}

#[cfg(all(feature = "std", not(feature = "metadata-hash")))]
fn main() {
	substrate_wasm_builder::WasmBuilder::build_using_defaults();
}

// The builder itself compiles this crate without `std`.
#[cfg(not(feature = "std"))]
fn main() {}
