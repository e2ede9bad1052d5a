/** The text of small files that rules and rewrites read: sudoers, sshd_config, start scripts, project manifests. */
import type { Detector } from '../model/analyzer.ts';
import { collectFile, decodeText } from './collect.ts';
import { maskSecrets } from './secret-text.ts';

/** Secrets in the text are masked. A file above 64 KiB or with a NUL byte is none of these and is left out. */
export const text: Detector = {
  name: 'text',
  version: 1,
  open({ path, fileBytes }) {
    if (fileBytes > maxBytes || !isWanted(path)) return undefined;
    return collectFile(maxBytes, (bytes, complete) => {
      if (!complete || bytes.includes(0)) return [];
      return [{ kind: 'text', path, text: maskSecrets(decodeText(bytes)) }];
    });
  },
};

const maxBytes = 64 * 1024;

const settings = /^etc\/(?:sudoers(?:\.d\/[^/]+)?|ssh\/sshd_config(?:\.d\/[^/]+)?)$/;
const startScript =
  /^usr\/local\/s?bin\/[^/]+\.sh$|(?:^|\/)(?:[^/]*entry-?point[^/]*|(?:start|run|launch|boot|bootstrap|init|server|serve)(?:[-_.][^/]*)?\.sh|start)$/;
const manifest =
  /(?:^|\/)(?:package\.json|go\.mod|requirements[^/]*\.txt|pyproject\.toml|Pipfile|pom\.xml|build\.gradle(?:\.kts)?|Cargo\.toml)$/;
/** Where scripts and manifests are those of packages, not of the image's own application. */
const packaged =
  /^(?:usr\/(?:lib|lib32|lib64|libexec|share|include|src)|usr\/local\/(?:lib|go|share)|var\/(?:lib|cache)|etc|proc|sys|nix)\/|(?:^|\/)(?:node_modules|site-packages|dist-packages|vendor|gems|pkg\/mod|\.cargo|\.m2|\.git|\.npm|\.cache)\//;

function isWanted(path: string): boolean {
  if (settings.test(path)) return true;
  // The last segment decides, and few files have such names: it is looked at before the directories are.
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (!startScript.test(name) && !manifest.test(name) && !startScript.test(path)) return false;
  return !packaged.test(path);
}
