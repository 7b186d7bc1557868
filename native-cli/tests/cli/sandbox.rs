//! A folder to run `ggen` in, and what a run gave.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A fresh folder that is also home and working directory.
pub(crate) struct Sandbox {
    folder: tempfile::TempDir,
}

/// What a run of `ggen` gave.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A sandbox with the package directory `demo` and the key pair `private.pem`, `public.pem`.
    pub(crate) fn with_demo() -> Self {
        let sandbox = Self::new();
        sandbox.demo("1.0.0");
        sandbox.ggen("keygen --output private.pem").ok();
        sandbox
    }

    /// A sandbox whose registry has the signed package `demo`.
    pub(crate) fn with_published_demo() -> Self {
        let sandbox = Self::with_demo();
        sandbox.ggen("publish demo --sign --key private.pem").ok();
        sandbox
    }

    /// Writes the package directory `demo`, of this version.
    pub(crate) fn demo(&self, version: &str) {
        self.package("demo", "demo", version);
    }

    /// Writes a package directory.
    pub(crate) fn package(&self, folder: &str, name: &str, version: &str) {
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"{version}\"\ndescription = \"A {name} for tests\"\n\
             author = \"A <a@example.org>\"\nlicense = \"MIT\"\ntags = [\"web\"]\n"
        );
        self.write(&format!("{folder}/package.toml"), manifest);
        self.write(&format!("{folder}/README.md"), format!("# {name}\n"));
        self.write(&format!("{folder}/src/main.rs"), "fn main() {}\n");
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    #[track_caller]
    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    #[track_caller]
    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).unwrap()
    }

    pub(crate) fn exists(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    /// Flips one bit of a file.
    #[track_caller]
    pub(crate) fn flip(&self, name: &str, at: usize) {
        let mut bytes = self.read(name);
        bytes[at] ^= 1;
        self.write(name, bytes);
    }

    /// Every file below `name` with its bytes, sorted by path.
    pub(crate) fn tree(&self, name: &str) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        collect(&self.path(name), &mut files);
        files.sort();
        files
    }

    /// The one file below `name` whose path holds `part`.
    #[track_caller]
    pub(crate) fn find(&self, name: &str, part: &str) -> String {
        let files = self.tree(name);
        let found = files.iter().find(|(path, _)| path.to_str().unwrap().contains(part));
        let path = &found.unwrap_or_else(|| panic!("no {part} in {name}")).0;
        path.strip_prefix(self.folder.path()).unwrap().to_str().unwrap().to_owned()
    }

    /// The command `ggen marketplace …`, not yet run.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ggen"));
        command.env_clear().env("GGEN_HOME", self.path("home")).current_dir(self.folder.path());
        command.arg("marketplace").args(arguments);
        command
    }

    /// Runs `ggen marketplace <arguments>`, split at spaces.
    pub(crate) fn ggen(&self, arguments: &str) -> Ran {
        self.run(&arguments.split(' ').collect::<Vec<_>>())
    }

    /// Runs `ggen marketplace …`.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran::new(self.command(arguments).output().unwrap())
    }

    /// Runs a command that must fail, and checks exit code and error code.
    #[track_caller]
    pub(crate) fn refused(&self, arguments: &str, exit: i32, code: &str) -> Ran {
        let ran = self.ggen(&format!("{arguments} --format json"));
        assert_eq!((ran.code, ran.error()["code"].as_str()), (exit, Some(code)), "{ran:?}");
        assert_eq!(ran.error()["exit_code"], exit);
        ran
    }
}

impl Ran {
    pub(crate) fn new(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }

    /// The result on standard output.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The error on standard error: the last line, notes may come before it.
    #[track_caller]
    pub(crate) fn error(&self) -> Value {
        let line = self.stderr.lines().last().unwrap_or_default();
        let error: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {self:?}"));
        error["error"].clone()
    }

    /// Names of the packages in a result.
    #[track_caller]
    pub(crate) fn names(&self) -> Vec<String> {
        let json = self.json();
        let packages = json["packages"].as_array().unwrap();
        packages.iter().map(|package| package["name"].as_str().unwrap().to_owned()).collect()
    }
}

fn collect(path: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            collect(&entry.unwrap().path(), files);
        }
    } else if let Ok(bytes) = fs::read(path) {
        files.push((path.to_owned(), bytes));
    }
}
