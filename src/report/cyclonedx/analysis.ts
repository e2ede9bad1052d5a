/** What VEX and people decided of a vulnerability, as CycloneDX says it. https://cyclonedx.org/docs/1.6/json/#vulnerabilities_items_analysis */
import type { Suppression, VexStatus, VexVerdict } from '../../model/exception.ts';
import { cut } from '../bounded.ts';
import { describeSuppression } from '../suppression.ts';

const states: Readonly<Record<VexStatus, string>> = {
  not_affected: 'not_affected',
  affected: 'exploitable',
  fixed: 'resolved',
  under_investigation: 'in_triage',
};

/** CycloneDX has words of its own for OpenVEX's labels. */
const justifications: ReadonlyMap<string, string> = new Map([
  ['component_not_present', 'code_not_present'],
  ['vulnerable_code_not_present', 'code_not_present'],
  ['vulnerable_code_not_in_execute_path', 'code_not_reachable'],
  ['vulnerable_code_cannot_be_controlled_by_adversary', 'requires_environment'],
  ['inline_mitigations_already_exist', 'protected_by_mitigating_control'],
]);
const own: ReadonlySet<string> = new Set([
  'code_not_present',
  'code_not_reachable',
  'requires_configuration',
  'requires_dependency',
  'requires_environment',
  'protected_by_compiler',
  'protected_at_runtime',
  'protected_at_perimeter',
  'protected_by_mitigating_control',
]);

const mostDetail = 4_000;

/** The decision that took a finding out of the report: an ignored one is accepted, which says nothing of its effect. */
export function describeSuppressed(suppression: Suppression): unknown {
  if (suppression.by === 'vex') return describeVerdict(suppression);
  const detail = cut(describeSuppression(suppression), mostDetail);
  return suppression.by === 'distribution'
    ? { state: 'not_affected', detail }
    : { response: ['will_not_fix'], detail };
}

export function describeVerdict({ status, justification = '', statement, origin }: VexVerdict): unknown {
  const word = justifications.get(justification) ?? (own.has(justification) ? justification : undefined);
  const detail = [statement, word === undefined ? justification : '', `(${origin})`];
  return {
    state: states[status],
    ...(word === undefined ? {} : { justification: word }),
    detail: cut(detail.filter((part) => part !== undefined && part !== '').join(' '), mostDetail),
  };
}
