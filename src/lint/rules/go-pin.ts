/** Rule: Go programs installed without a version. https://go.dev/ref/mod#go-install */
import { manager } from '../reading/arguments.ts';
import { unpinned } from '../reading/pinning.ts';
import type { DockerfileRule } from '../rule.ts';

const go = manager('go', 'C asmflags exec gcflags ldflags mod modfile o overlay p pgo tags toolexec');
const actions: ReadonlySet<string> = new Set(['get', 'install', 'run']);

export const goPin: DockerfileRule = {
  id: 'DL3062',
  slug: 'go-pin',
  kind: 'dockerfile',
  severity: 'low',
  title: 'Go programs are installed without a version',
  why: '`@latest` is another program after each release, and a path without a version is whatever the module around it says.',
  fix: 'Write `package@version`.',
  aliases: [],
  bad: 'FROM golang:1.25\nRUN go install golang.org/x/tools/cmd/stringer@latest\n',
  good: 'FROM golang:1.25\nRUN go install golang.org/x/tools/cmd/stringer@v0.38.0\n',
  check: (subject) =>
    unpinned(subject, {
      manager: go,
      actions,
      isPinned,
      most: ({ action }) => (action.value === 'run' ? 1 : undefined),
    }),
};

function isPinned(name: string): boolean {
  // Paths and files of the module, `all` and the like.
  if (/^[./]|\.go$|^(?:all|std|cmd|tool)$/.test(name)) return true;
  return /@(?!latest$|upgrade$|patch$|none$)/.test(name);
}
