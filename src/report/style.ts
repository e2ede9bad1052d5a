/** The few text attributes that the terminal report uses; plain text when colour is off. */
import type { Severity } from '../model/finding.ts';

type Paint = (text: string) => string;

export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly good: Paint;
  readonly warn: Paint;
  readonly accent: Paint;
  readonly severity: (severity: Severity) => Paint;
}

/** SGR parameters, ECMA-48 8.3.117: only the sixteen basic colours, which follow the user's theme. */
const severityCodes: Readonly<Record<Severity, string>> = {
  critical: '1;31',
  high: '31',
  medium: '33',
  low: '36',
  info: '2',
  unknown: '2',
};

export function createStyle(color: boolean): Style {
  const paint =
    (code: string): Paint =>
    (text) =>
      color && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text;
  return {
    bold: paint('1'),
    dim: paint('2'),
    good: paint('32'),
    warn: paint('33'),
    accent: paint('34'),
    severity: (severity) => paint(severityCodes[severity]),
  };
}
