/** Rust crates that Cargo.lock names. https://doc.rust-lang.org/cargo/guide/cargo-toml-vs-cargo-lock.html */
import type { FileCataloger } from '../model/analyzer.ts';
import { lockedResult, lockFileName } from './lock-file.ts';
import { maxTomlBytes, readTomlPackages } from './toml-lock.ts';

/** Crates without a source are the workspace's own: their names may mean another crate in the registry. */
export const cargoLock: FileCataloger = {
  name: 'cargo-lock',
  version: 1,
  maxBytes: maxTomlBytes,
  wants: (path) => path.endsWith('Cargo.lock') && lockFileName(path) === 'Cargo.lock',
  catalog: ({ path, bytes }) =>
    lockedResult(
      { type: 'cargo', foundBy: 'cargo-lock', path },
      readTomlPackages(bytes, 'package').filter(({ fields }) => fields['source'] !== undefined),
    ),
};
