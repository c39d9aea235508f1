//! Writes JavaScript's bindings of a Wasm file: `bindgen FILE.wasm NAME FOLDER` gives `NAME.js`, `NAME.d.ts` and `NAME_bg.wasm`.
//!
//! What the program `wasm-bindgen --target web` does, by the library below it: without the test runners of that program, which
//! are most of it.

use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args().skip(1).collect();
    let [input, name, folder] = args.as_slice() else {
        eprintln!("error: expected a Wasm file, a name and a folder");
        return ExitCode::FAILURE;
    };
    let made = Bindgen::new().input_path(input).out_name(name).web(true).and_then(|bindgen| {
        bindgen.typescript(true).remove_name_section(true).remove_producers_section(true).generate(folder)
    });
    match made {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
