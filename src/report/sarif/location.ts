/** Where a result is: a Dockerfile's line, a path inside the image, or the image itself. */
import type { Finding } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import { wellFormed } from '../bounded.ts';
import { stableSubjectOf } from '../subject.ts';

/** What paths inside the image are relative to: it has no address. */
export const imageRoot = 'IMAGE';

/**
 * One location. Code scanning drops results without a line, so line 1 stands for a whole file; the layer and the
 * package are logical locations.
 */
export function describeLocation(finding: Finding, report: Report): unknown {
  const { line = 1, column, endLine, endColumn } = finding.location;
  const logicalLocations = describeLogically(finding, report);
  return {
    physicalLocation: {
      artifactLocation: artifactOf(finding, report),
      region: {
        startLine: line,
        ...(column === undefined ? {} : { startColumn: column }),
        ...(endLine === undefined || endColumn === undefined ? {} : { endLine, endColumn }),
      },
    },
    ...(logicalLocations.length === 0 ? {} : { logicalLocations }),
  };
}

export function artifactOf({ location }: Finding, report: Report): unknown {
  const { file, path } = location;
  if (file !== undefined) return { uri: fileUri(file) };
  if (path !== undefined) return { uri: encodePath(path), uriBaseId: imageRoot };
  return { uri: encodePath(stableSubjectOf(report)) };
}

/** Relative to the checkout, as the user named it; an absolute path is a URI of its own. */
function fileUri(file: string): string {
  const path = file.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
  if (path === '-') return 'Dockerfile';
  if (/^[A-Za-z]:\//.test(path)) return `file:///${path.slice(0, 2)}${encodePath(path.slice(2))}`;
  return path.startsWith('/') ? `file://${encodePath(path)}` : encodePath(path);
}

function encodePath(path: string): string {
  return path
    .split('/')
    .map((segment) => encodeURIComponent(wellFormed(segment)))
    .join('/');
}

function describeLogically({ location, package: pkg }: Finding, { image }: Report): readonly unknown[] {
  const layer = location.layer === undefined ? undefined : image?.layers[location.layer];
  const step = location.instruction === undefined ? undefined : image?.instructions[location.instruction];
  return [
    ...(pkg === undefined ? [] : [{ name: pkg.name, fullyQualifiedName: pkg.purl, kind: 'package' }]),
    ...(layer === undefined
      ? []
      : [{ name: `layer ${layer.index + 1}`, fullyQualifiedName: layer.diffId, kind: 'layer' }]),
    ...(step === undefined
      ? []
      : [{ name: step.keyword, fullyQualifiedName: step.text.slice(0, 500), kind: 'instruction' }]),
  ];
}
