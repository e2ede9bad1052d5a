/** Every Dockerfile rule, by id. */
import type { DockerfileRule } from './rule.ts';
import { apkCache } from './rules/apk-cache.ts';
import { apkPin } from './rules/apk-pin.ts';
import { aptForScripts } from './rules/apt-for-scripts.ts';
import { aptLists } from './rules/apt-lists.ts';
import { aptPin } from './rules/apt-pin.ts';
import { aptYes } from './rules/apt-yes.ts';
import { archiveCopied } from './rules/archive-copied.ts';
import { basePlatform } from './rules/base-platform.ts';
import { cdInsteadOfWorkdir } from './rules/cd-instead-of-workdir.ts';
import { consecutiveRuns } from './rules/consecutive-runs.ts';
import { constantPlatform } from './rules/constant-platform.ts';
import { copyFromItself } from './rules/copy-from-itself.ts';
import { copyFromOutside } from './rules/copy-from-outside.ts';
import { copyFromUnknownStage } from './rules/copy-from-unknown-stage.ts';
import { copyInsteadOfAdd } from './rules/copy-instead-of-add.ts';
import { copyManyToFile } from './rules/copy-many-to-file.ts';
import { copyToUnknownDirectory } from './rules/copy-to-unknown-directory.ts';
import { copyWholeRoot } from './rules/copy-whole-root.ts';
import { definitionDescription } from './rules/definition-description.ts';
import { distUpgrade } from './rules/dist-upgrade.ts';
import { dnfClean } from './rules/dnf-clean.ts';
import { dnfPin } from './rules/dnf-pin.ts';
import { dnfYes } from './rules/dnf-yes.ts';
import { duplicateStageName } from './rules/duplicate-stage-name.ts';
import { emptyContinuation } from './rules/empty-continuation.ts';
import { envRefersToItself } from './rules/env-refers-to-itself.ts';
import { exposeHostPort } from './rules/expose-host-port.ts';
import { exposePortRange } from './rules/expose-port-range.ts';
import { exposeProtocolCasing } from './rules/expose-protocol-casing.ts';
import { exposeSsh } from './rules/expose-ssh.ts';
import { fromAsCasing } from './rules/from-as-casing.ts';
import { gemPin } from './rules/gem-pin.ts';
import { goPin } from './rules/go-pin.ts';
import { ignoredCmd } from './rules/ignored-cmd.ts';
import { inlinePragma } from './rules/inline-pragma.ts';
import { instructionBeforeFrom } from './rules/instruction-before-from.ts';
import { instructionCasing } from './rules/instruction-casing.ts';
import { invalidDefaultBase } from './rules/invalid-default-base.ts';
import { labelEmail } from './rules/label-email.ts';
import { labelEmpty } from './rules/label-empty.ts';
import { labelHash } from './rules/label-hash.ts';
import { labelKey } from './rules/label-key.ts';
import { labelLicense } from './rules/label-license.ts';
import { labelMissing } from './rules/label-missing.ts';
import { labelTime } from './rules/label-time.ts';
import { labelUnknown } from './rules/label-unknown.ts';
import { labelUrl } from './rules/label-url.ts';
import { labelVersion } from './rules/label-version.ts';
import { latestBase } from './rules/latest-base.ts';
import { legacyKeyValue } from './rules/legacy-key-value.ts';
import { linkShell } from './rules/link-shell.ts';
import { maintainer } from './rules/maintainer.ts';
import { malformedExecForm } from './rules/malformed-exec-form.ts';
import { noHealthcheck } from './rules/no-healthcheck.ts';
import { noRecommends } from './rules/no-recommends.ts';
import { npmPin } from './rules/npm-pin.ts';
import { numericUser } from './rules/numeric-user.ts';
import { onbuildForbidden } from './rules/onbuild-forbidden.ts';
import { pipCache } from './rules/pip-cache.ts';
import { pipPin } from './rules/pip-pin.ts';
import { pipefail } from './rules/pipefail.ts';
import { pointlessCommand } from './rules/pointless-command.ts';
import { redundantPlatform } from './rules/redundant-platform.ts';
import { repeatedCmd } from './rules/repeated-cmd.ts';
import { repeatedEntrypoint } from './rules/repeated-entrypoint.ts';
import { repeatedHealthcheck } from './rules/repeated-healthcheck.ts';
import { reservedStageName } from './rules/reserved-stage-name.ts';
import { rootUser } from './rules/root-user.ts';
import { secretVariable } from './rules/secret-variable.ts';
import { shellForm } from './rules/shell-form.ts';
import { stageNameCasing } from './rules/stage-name-casing.ts';
import { sudo } from './rules/sudo.ts';
import { syntaxError } from './rules/syntax-error.ts';
import { systemWorkdir } from './rules/system-workdir.ts';
import { undeclaredFromArgument } from './rules/undeclared-from-argument.ts';
import { undefinedVariable } from './rules/undefined-variable.ts';
import { unpinnedDigest } from './rules/unpinned-digest.ts';
import { untaggedBase } from './rules/untagged-base.ts';
import { untrustedRegistry } from './rules/untrusted-registry.ts';
import { updateAlone } from './rules/update-alone.ts';
import { useraddSparse } from './rules/useradd-sparse.ts';
import { wgetAndCurl } from './rules/wget-and-curl.ts';
import { wgetProgress } from './rules/wget-progress.ts';
import { workdirRelativePath } from './rules/workdir-relative-path.ts';
import { yarnClean } from './rules/yarn-clean.ts';
import { yumClean } from './rules/yum-clean.ts';
import { yumPin } from './rules/yum-pin.ts';
import { yumYes } from './rules/yum-yes.ts';
import { zypperClean } from './rules/zypper-clean.ts';
import { zypperDup } from './rules/zypper-dup.ts';
import { zypperPin } from './rules/zypper-pin.ts';
import { zypperYes } from './rules/zypper-yes.ts';

export const dockerfileRules: readonly DockerfileRule[] = [
  instructionCasing,
  copyFromOutside,
  syntaxError,
  inlinePragma,
  workdirRelativePath,
  pointlessCommand,
  rootUser,
  cdInsteadOfWorkdir,
  sudo,
  untaggedBase,
  latestBase,
  aptPin,
  aptLists,
  archiveCopied,
  exposePortRange,
  repeatedHealthcheck,
  pipPin,
  aptYes,
  noRecommends,
  npmPin,
  apkPin,
  apkCache,
  copyInsteadOfAdd,
  copyManyToFile,
  copyFromUnknownStage,
  copyFromItself,
  duplicateStageName,
  shellForm,
  untrustedRegistry,
  aptForScripts,
  gemPin,
  constantPlatform,
  yumYes,
  yumClean,
  yumPin,
  zypperYes,
  zypperDup,
  zypperClean,
  zypperPin,
  dnfYes,
  dnfClean,
  dnfPin,
  pipCache,
  onbuildForbidden,
  envRefersToItself,
  copyToUnknownDirectory,
  useraddSparse,
  wgetProgress,
  labelKey,
  labelMissing,
  labelUnknown,
  labelEmpty,
  labelUrl,
  labelTime,
  labelLicense,
  labelHash,
  labelVersion,
  noHealthcheck,
  labelEmail,
  consecutiveRuns,
  yarnClean,
  instructionBeforeFrom,
  goPin,
  reservedStageName,
  secretVariable,
  redundantPlatform,
  numericUser,
  copyWholeRoot,
  maintainer,
  wgetAndCurl,
  repeatedCmd,
  repeatedEntrypoint,
  linkShell,
  pipefail,
  exposeSsh,
  updateAlone,
  distUpgrade,
  systemWorkdir,
  exposeHostPort,
  exposeProtocolCasing,
  fromAsCasing,
  malformedExecForm,
  ignoredCmd,
  basePlatform,
  invalidDefaultBase,
  definitionDescription,
  legacyKeyValue,
  emptyContinuation,
  stageNameCasing,
  undeclaredFromArgument,
  undefinedVariable,
  unpinnedDigest,
];
