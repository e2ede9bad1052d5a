/** Inputs of suggesters from the same short specs as those of image rules. */
import type { Finding } from '../../src/model/finding.ts';
import type { SuggestInput } from '../../src/rewrite/suggester.ts';
import { makeSubject, type SubjectSpec } from './subject.ts';

export interface RewriteSpec extends SubjectSpec {
  readonly dockerfile?: string;
  readonly findings?: readonly Finding[];
}

/** The input; total and live bytes are the sum of the files, layers of the base included. */
export function makeInput({ dockerfile, findings = [], ...spec }: RewriteSpec): SuggestInput {
  const { platform, config, footprint, catalog } = makeSubject(spec);
  const totalBytes = [...footprint.files.values()].reduce((sum, file) => sum + file.entry.tarBytes, 0);
  return {
    platform,
    config,
    footprint: { ...footprint, totalBytes, liveBytes: totalBytes },
    findings,
    catalog,
    ...(dockerfile === undefined ? {} : { dockerfile }),
  };
}

/** A finding with these paths as evidence. */
export function makeFinding(id: string, paths: readonly string[], changes: Partial<Finding> = {}): Finding {
  return {
    id,
    kind: 'image',
    severity: 'medium',
    title: id,
    message: id,
    location: {},
    evidence: paths.map((path) => ({ label: 'path', value: path, location: { path } })),
    evidenceTotal: paths.length,
    aliases: [],
    ...changes,
  };
}
