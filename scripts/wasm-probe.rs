//! The smallest library of the kind a runtime is: setup.sh compiles it to learn whether this machine's Rust can build
//! wasm, and where it cannot, builds `core` and `alloc` by it.
#![no_std]

extern crate alloc;

use core::alloc::{GlobalAlloc, Layout};

struct NoMemory;

unsafe impl GlobalAlloc for NoMemory {
	unsafe fn alloc(&self, _: Layout) -> *mut u8 {
		core::ptr::null_mut()
	}
	unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[global_allocator]
static ALLOCATOR: NoMemory = NoMemory;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
	loop {}
}

/// Allocates, so that the linker really needs `alloc`.
#[no_mangle]
pub extern "C" fn probe(bytes: usize) -> usize {
	alloc::vec![0u8; bytes].len()
}
