/** Julia packages in a depot, by their project files. https://docs.julialang.org/en/v1/base/constants/#Base.DEPOT_PATH */
import { parse } from 'smol-toml';
import * as v from 'valibot';
import type { FileCataloger } from '../model/analyzer.ts';
import { decodeText, installedResult } from './lock-file.ts';
import { maxTomlBytes } from './toml-lock.ts';

/** `packages/NAME/SLUG/Project.toml`; the slug is five characters that name the version's tree. */
const projectPath = /(?:^|\/)packages\/[A-Za-z]\w*\/[A-Za-z0-9]{4,5}\/(?:Julia)?Project\.toml$/;

/** Binary artifacts have no names of their own: the `_jll` packages that brought them do. */
export const julia: FileCataloger = {
  name: 'julia',
  version: 1,
  maxBytes: maxTomlBytes,
  wants: (path) => path.endsWith('Project.toml') && projectPath.test(path),
  catalog({ path, bytes }) {
    const project = v.parse(Project, parse(decodeText(bytes)));
    return installedResult({ type: 'julia', foundBy: 'julia', path }, [project]);
  },
};

const Project = v.object({ name: v.string(), version: v.string() });
