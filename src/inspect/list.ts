/** Every image rule, sorted by id. */
import { accountFileMode } from './account-file-mode.ts';
import { addFromUrl } from './add-from-url.ts';
import { addInsteadOfCopy } from './add-instead-of-copy.ts';
import { brokenEntrypoint } from './broken-entrypoint.ts';
import { compilers } from './compilers.ts';
import { debugEnvironment } from './debug-environment.ts';
import { debugTools } from './debug-tools.ts';
import { deletedFiles } from './deleted-files.ts';
import { deletedSecret } from './deleted-secret.ts';
import { developmentFiles } from './development-files.ts';
import { distUpgrade } from './dist-upgrade.ts';
import { documentation } from './documentation.ts';
import { duplicateFiles } from './duplicate-files.ts';
import { duplicateIds } from './duplicate-ids.ts';
import { endOfLife } from './end-of-life.ts';
import { fileCapabilities } from './file-capabilities.ts';
import { languagePackageManagers } from './language-package-managers.ts';
import { latestTag } from './latest-tag.ts';
import { leftoverFiles } from './leftover-files.ts';
import { locales } from './locales.ts';
import { metadataCopies } from './metadata-copies.ts';
import { networkTools } from './network-tools.ts';
import { noHealthcheck } from './no-healthcheck.ts';
import { nonNumericUser } from './non-numeric-user.ts';
import { oldImage } from './old-image.ts';
import { oversizedBase } from './oversized-base.ts';
import { packageCaches } from './package-caches.ts';
import { packageManagers } from './package-managers.ts';
import { passwordlessAccount } from './passwordless-account.ts';
import { pipeToShell } from './pipe-to-shell.ts';
import { preload } from './preload.ts';
import { privilegedPort } from './privileged-port.ts';
import { replacedFiles } from './replaced-files.ts';
import { rootAlias } from './root-alias.ts';
import { rootUser } from './root-user.ts';
import type { ImageRule } from './rule.ts';
import { secretInEnv } from './secret-in-env.ts';
import { secretInFile } from './secret-in-file.ts';
import { secretInHistory } from './secret-in-history.ts';
import { secretInLabel } from './secret-in-label.ts';
import { sensitiveFiles } from './sensitive-files.ts';
import { sensitivePort } from './sensitive-port.ts';
import { sensitiveVolume } from './sensitive-volume.ts';
import { setuidFiles } from './setuid-files.ts';
import { shellForm } from './shell-form.ts';
import { shells } from './shells.ts';
import { sshServer } from './ssh-server.ts';
import { sudo } from './sudo.ts';
import { sudoInBuild } from './sudo-in-build.ts';
import { systemWorkdir } from './system-workdir.ts';
import { temporaryFiles } from './temporary-files.ts';
import { testData } from './test-data.ts';
import { unknownUser } from './unknown-user.ts';
import { unpinnedBase } from './unpinned-base.ts';
import { unsafePath } from './unsafe-path.ts';
import { unverifiedDownload } from './unverified-download.ts';
import { updateAlone } from './update-alone.ts';
import { vcsFolders } from './vcs-folders.ts';
import { worldWritable } from './world-writable.ts';

export const imageRules: readonly ImageRule[] = [
  accountFileMode,
  addFromUrl,
  addInsteadOfCopy,
  brokenEntrypoint,
  compilers,
  debugEnvironment,
  debugTools,
  deletedFiles,
  deletedSecret,
  developmentFiles,
  distUpgrade,
  documentation,
  duplicateFiles,
  duplicateIds,
  endOfLife,
  fileCapabilities,
  languagePackageManagers,
  latestTag,
  leftoverFiles,
  locales,
  metadataCopies,
  networkTools,
  noHealthcheck,
  nonNumericUser,
  oldImage,
  oversizedBase,
  packageCaches,
  packageManagers,
  passwordlessAccount,
  pipeToShell,
  preload,
  privilegedPort,
  replacedFiles,
  rootAlias,
  rootUser,
  secretInEnv,
  secretInFile,
  secretInHistory,
  secretInLabel,
  sensitiveFiles,
  sensitivePort,
  sensitiveVolume,
  setuidFiles,
  shellForm,
  shells,
  sshServer,
  sudo,
  sudoInBuild,
  systemWorkdir,
  temporaryFiles,
  testData,
  unknownUser,
  unpinnedBase,
  unsafePath,
  unverifiedDownload,
  updateAlone,
  vcsFolders,
  worldWritable,
];
