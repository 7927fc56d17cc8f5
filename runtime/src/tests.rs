//! What holds for the runtime as a whole.
