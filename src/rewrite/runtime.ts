/** The base that the user asks for in place of the one that the evidence chose. */
import type { Platform } from '../model/image.ts';
import { findTarget, type Target, targets } from './target.ts';

export type RuntimeChoice =
  | { readonly target: Target; readonly assumptions: readonly string[] }
  | { readonly refused: string };

/** `wish` is a target's id, or an image that is taken to hold what the chosen target does. */
export function chooseRuntime(target: Target, wish: string | undefined, platform: Platform): RuntimeChoice {
  if (wish === undefined || wish === target.id) return { target, assumptions: [] };
  if (!targets.some(({ id }) => id === wish)) {
    return {
      target: { ...target, name: wish },
      assumptions: [`${wish} holds what ${target.name} does: it was asked for and not looked at.`],
    };
  }
  const wished = targets.find(({ id }) => id === wish);
  const found = wished === undefined ? undefined : findTarget(wished.id, platform);
  if (found === undefined)
    return { refused: `--runtime ${wish} is not published for ${platform.architecture}` };
  const lacking = [...target.libraries].filter((name) => !found.libraries.has(name));
  if (target.program !== undefined && found.program !== target.program) {
    return { refused: `--runtime ${wish} lacks ${target.program}, which ${target.name} has` };
  }
  if (lacking.length > 0) {
    return { refused: `--runtime ${wish} lacks ${lacking.slice(0, 3).join(', ')}, which ${target.name} has` };
  }
  return {
    target: found,
    assumptions: found.caCertificates
      ? []
      : [
          `${found.name} has no CA certificates, time zones, /tmp, passwd or home: the program needs none, or --keep names them.`,
        ],
  };
}
