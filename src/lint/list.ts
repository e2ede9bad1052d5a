/** Every Dockerfile rule, by id. */
import type { DockerfileRule } from './rule.ts';
import { addWithoutChecksum } from './rules/add-without-checksum.ts';
import { apkCache } from './rules/apk-cache.ts';
import { apkPin } from './rules/apk-pin.ts';
import { aptForScripts } from './rules/apt-for-scripts.ts';
import { aptKey } from './rules/apt-key.ts';
import { aptLists } from './rules/apt-lists.ts';
import { aptPin } from './rules/apt-pin.ts';
import { aptYes } from './rules/apt-yes.ts';
import { archiveCopied } from './rules/archive-copied.ts';
import { baseEndOfLife } from './rules/base-end-of-life.ts';
import { baseOld } from './rules/base-old.ts';
import { baseOversized } from './rules/base-oversized.ts';
import { basePlatform } from './rules/base-platform.ts';
import { baseVulnerable } from './rules/base-vulnerable.ts';
import { buildPackages } from './rules/build-packages.ts';
import { cacheMount } from './rules/cache-mount.ts';
import { cdInsteadOfWorkdir } from './rules/cd-instead-of-workdir.ts';
import { consecutiveRuns } from './rules/consecutive-runs.ts';
import { constantPlatform } from './rules/constant-platform.ts';
import { contextCredentials } from './rules/context-credentials.ts';
import { contextDependencies } from './rules/context-dependencies.ts';
import { contextRepository } from './rules/context-repository.ts';
import { contextSize } from './rules/context-size.ts';
import { copiedCredential } from './rules/copied-credential.ts';
import { copyBeforeInstall } from './rules/copy-before-install.ts';
import { copyFromItself } from './rules/copy-from-itself.ts';
import { copyFromOutside } from './rules/copy-from-outside.ts';
import { copyFromUnknownStage } from './rules/copy-from-unknown-stage.ts';
import { copyIgnored } from './rules/copy-ignored.ts';
import { copyInsteadOfAdd } from './rules/copy-instead-of-add.ts';
import { copyManyToFile } from './rules/copy-many-to-file.ts';
import { copyMissing } from './rules/copy-missing.ts';
import { copyToUnknownDirectory } from './rules/copy-to-unknown-directory.ts';
import { copyWholeRoot } from './rules/copy-whole-root.ts';
import { debianFrontend } from './rules/debian-frontend.ts';
import { definitionDescription } from './rules/definition-description.ts';
import { distUpgrade } from './rules/dist-upgrade.ts';
import { dnfClean } from './rules/dnf-clean.ts';
import { dnfPin } from './rules/dnf-pin.ts';
import { dnfYes } from './rules/dnf-yes.ts';
import { duplicateStageName } from './rules/duplicate-stage-name.ts';
import { emptyContinuation } from './rules/empty-continuation.ts';
import { emptyDockerignore } from './rules/empty-dockerignore.ts';
import { emptyStage } from './rules/empty-stage.ts';
import { envRefersToItself } from './rules/env-refers-to-itself.ts';
import { errorsIgnored } from './rules/errors-ignored.ts';
import { execFormVariable } from './rules/exec-form-variable.ts';
import { exposeHostPort } from './rules/expose-host-port.ts';
import { exposePortRange } from './rules/expose-port-range.ts';
import { exposeProtocolCasing } from './rules/expose-protocol-casing.ts';
import { exposeSsh } from './rules/expose-ssh.ts';
import { fromAsCasing } from './rules/from-as-casing.ts';
import { gemPin } from './rules/gem-pin.ts';
import { gitCloneUnpinned } from './rules/git-clone-unpinned.ts';
import { goPin } from './rules/go-pin.ts';
import { ignoredCmd } from './rules/ignored-cmd.ts';
import { inlinePragma } from './rules/inline-pragma.ts';
import { insecureRun } from './rules/insecure-run.ts';
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
import { lostArgument } from './rules/lost-argument.ts';
import { maintainer } from './rules/maintainer.ts';
import { malformedExecForm } from './rules/malformed-exec-form.ts';
import { needlessShell } from './rules/needless-shell.ts';
import { noDockerignore } from './rules/no-dockerignore.ts';
import { noHealthcheck } from './rules/no-healthcheck.ts';
import { noRecommends } from './rules/no-recommends.ts';
import { noShell } from './rules/no-shell.ts';
import { npmLock } from './rules/npm-lock.ts';
import { npmPin } from './rules/npm-pin.ts';
import { numericUser } from './rules/numeric-user.ts';
import { onbuildForbidden } from './rules/onbuild-forbidden.ts';
import { ownershipChange } from './rules/ownership-change.ts';
import { passwordInBuild } from './rules/password-in-build.ts';
import { pipCache } from './rules/pip-cache.ts';
import { pipPin } from './rules/pip-pin.ts';
import { pipeToShell } from './rules/pipe-to-shell.ts';
import { pipefail } from './rules/pipefail.ts';
import { plainHttp } from './rules/plain-http.ts';
import { pointlessCommand } from './rules/pointless-command.ts';
import { redundantPlatform } from './rules/redundant-platform.ts';
import { repeatedCmd } from './rules/repeated-cmd.ts';
import { repeatedEntrypoint } from './rules/repeated-entrypoint.ts';
import { repeatedHealthcheck } from './rules/repeated-healthcheck.ts';
import { reservedStageName } from './rules/reserved-stage-name.ts';
import { rootUser } from './rules/root-user.ts';
import { secretInFile } from './rules/secret-in-file.ts';
import { secretVariable } from './rules/secret-variable.ts';
import { sensitiveVolume } from './rules/sensitive-volume.ts';
import { separateRemove } from './rules/separate-remove.ts';
import { setuid } from './rules/setuid.ts';
import { shellForm } from './rules/shell-form.ts';
import { signaturesOff } from './rules/signatures-off.ts';
import { stageNameCasing } from './rules/stage-name-casing.ts';
import { sudo } from './rules/sudo.ts';
import { sudoWithoutPassword } from './rules/sudo-without-password.ts';
import { syntaxError } from './rules/syntax-error.ts';
import { systemWorkdir } from './rules/system-workdir.ts';
import { tlsOff } from './rules/tls-off.ts';
import { tooManyLayers } from './rules/too-many-layers.ts';
import { toolchainBase } from './rules/toolchain-base.ts';
import { undeclaredFromArgument } from './rules/undeclared-from-argument.ts';
import { undefinedVariable } from './rules/undefined-variable.ts';
import { unkillable } from './rules/unkillable.ts';
import { unknownUser } from './rules/unknown-user.ts';
import { unpinnedDigest } from './rules/unpinned-digest.ts';
import { unreachableStage } from './rules/unreachable-stage.ts';
import { untaggedBase } from './rules/untagged-base.ts';
import { untrustedRegistry } from './rules/untrusted-registry.ts';
import { unusedArgument } from './rules/unused-argument.ts';
import { unverifiedDownload } from './rules/unverified-download.ts';
import { updateAlone } from './rules/update-alone.ts';
import { useraddSparse } from './rules/useradd-sparse.ts';
import { wgetAndCurl } from './rules/wget-and-curl.ts';
import { wgetProgress } from './rules/wget-progress.ts';
import { workdirRelativePath } from './rules/workdir-relative-path.ts';
import { worldWritable } from './rules/world-writable.ts';
import { yarnClean } from './rules/yarn-clean.ts';
import { yumClean } from './rules/yum-clean.ts';
import { yumPin } from './rules/yum-pin.ts';
import { yumYes } from './rules/yum-yes.ts';
import { zypperClean } from './rules/zypper-clean.ts';
import { zypperDup } from './rules/zypper-dup.ts';
import { zypperPin } from './rules/zypper-pin.ts';
import { zypperYes } from './rules/zypper-yes.ts';
import { shellRules } from './shell/list.ts';

export const dockerfileRules: readonly DockerfileRule[] = [
  addWithoutChecksum,
  aptKey,
  baseEndOfLife,
  baseOld,
  baseOversized,
  baseVulnerable,
  buildPackages,
  cacheMount,
  instructionCasing,
  contextCredentials,
  contextDependencies,
  contextRepository,
  contextSize,
  copiedCredential,
  copyBeforeInstall,
  copyFromOutside,
  copyMissing,
  copyIgnored,
  debianFrontend,
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
  errorsIgnored,
  execFormVariable,
  exposeHostPort,
  exposeProtocolCasing,
  fromAsCasing,
  gitCloneUnpinned,
  noDockerignore,
  emptyDockerignore,
  emptyStage,
  malformedExecForm,
  tooManyLayers,
  separateRemove,
  ignoredCmd,
  insecureRun,
  basePlatform,
  invalidDefaultBase,
  definitionDescription,
  legacyKeyValue,
  lostArgument,
  needlessShell,
  noShell,
  emptyContinuation,
  npmLock,
  ownershipChange,
  passwordInBuild,
  pipeToShell,
  plainHttp,
  secretInFile,
  sensitiveVolume,
  setuid,
  signaturesOff,
  stageNameCasing,
  unkillable,
  sudoWithoutPassword,
  tlsOff,
  toolchainBase,
  undeclaredFromArgument,
  undefinedVariable,
  unknownUser,
  unpinnedDigest,
  unreachableStage,
  unusedArgument,
  unverifiedDownload,
  worldWritable,
  ...shellRules,
];
