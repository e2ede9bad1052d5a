/** Reads a JSON report of imgscan back, as far as comparing it needs it. */
import * as v from 'valibot';
import { severities } from '../model/finding.ts';
import type { Report } from '../model/report.ts';

const Package = v.object({
  type: v.string(),
  namespace: v.optional(v.string()),
  name: v.string(),
  version: v.string(),
});
const Finding = v.object({
  id: v.string(),
  severity: v.picklist(severities),
  title: v.string(),
  location: v.object({ path: v.optional(v.string()) }),
  package: v.optional(v.object({ type: v.string(), name: v.string() })),
});
const Footprint = v.object({
  totalBytes: v.number(),
  liveBytes: v.number(),
  wastedBytes: v.number(),
  compressedBytes: v.optional(v.number()),
  fileCount: v.number(),
});
const ReportShape = v.object({
  schemaVersion: v.literal(1),
  tool: v.object({ name: v.literal('imgscan') }),
  image: v.optional(
    v.object({ reference: v.string(), digest: v.optional(v.string()), layers: v.array(v.unknown()) }),
  ),
  sbom: v.optional(v.object({ reference: v.string() })),
  footprint: v.optional(Footprint),
  packages: v.array(Package),
  findings: v.array(Finding),
});

/** Undefined when the text is no report of one image; of a list the only one. */
export function decodeReport(text: string): Report | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const one: unknown = Array.isArray(json) && json.length === 1 ? json[0] : json;
  return isReport(one) ? one : undefined;
}

/** Keys are added to the report freely: what is checked is what is read, the rest stands as it was written. */
function isReport(value: unknown): value is Report {
  return v.is(ReportShape, value);
}
