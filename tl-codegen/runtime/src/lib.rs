//! What code generated from a TL schema needs at run time.
