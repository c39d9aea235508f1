//! A symbol that wasmer 5 links against and that the compiler's runtime no longer has since Rust 1.89 or so.
//!
//! On x86-64, `__rust_probestack` touches every page of a large stack frame before it is used: `rax` holds the
//! size of the frame, all registers are kept. Only code that calls it needs it; wasmer's table of library calls
//! names it, so it must be there.
#![allow(unsafe_code, reason = "a symbol for the linker is written in assembly")]

#[cfg(all(target_arch = "x86_64", not(windows)))]
std::arch::global_asm!(
    ".globl __rust_probestack",
    "__rust_probestack:",
    "    push rbp",
    "    mov rbp, rsp",
    "    mov r11, rax",
    "2:",
    "    cmp r11, 0x1000",
    "    jbe 3f",
    "    sub rsp, 0x1000",
    "    test qword ptr [rsp + 8], rsp",
    "    sub r11, 0x1000",
    "    jmp 2b",
    "3:",
    "    sub rsp, r11",
    "    test qword ptr [rsp + 8], rsp",
    "    add rsp, rax",
    "    leave",
    "    ret",
);
