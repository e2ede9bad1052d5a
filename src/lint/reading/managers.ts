/** The package managers that rules know, with the options that take a value. */
import { type Manager, manager } from './arguments.ts';

export const apt: Manager = manager(
  'apt apt-get aptitude',
  't target-release default-release o option c config-file a host-architecture P build-profiles',
);
export const aptGet: Manager = manager('apt-get', [...apt.valued].join(' '));
export const apk: Manager = manager(
  'apk',
  't virtual X repository p root arch keys-dir repositories-file cache-dir cache-max-age wait progress-fd',
);
export const pip: Manager = manager(
  'pip pip2 pip3 pipx',
  'abi b build c cache-dir cert client-cert config-settings C constraint e editable exists-action extra-index-url f find-links global-option i implementation index-url install-option log no-binary only-binary platform prefix progress-bar proxy python python-version r report requirement retries root root-user-action src t target timeout trusted-host upgrade-strategy use-feature',
);
export const npm: Manager = manager('npm', 'loglevel registry prefix cache tag userconfig omit include');
export const gem: Manager = manager(
  'gem',
  'v version i install-dir n bindir s source p http-proxy P trust-policy platform use-system-libraries document B bulk-threshold b build-root',
);
export const rpmOptions =
  'c config d debuglevel e errorlevel R randomwait installroot enablerepo disablerepo repo repoid setopt releasever x exclude disableplugin enableplugin arch forcearch';
export const yum: Manager = manager('yum', rpmOptions);
export const dnf: Manager = manager('dnf dnf5 microdnf tdnf', rpmOptions);
export const zypper: Manager = manager(
  'zypper',
  'c config R root D reposd-dir C cache-dir r repo from t type installroot releasever p plus-repo',
);
export const yarn: Manager = manager('yarn', 'cwd cache-folder modules-folder registry network-timeout');

/** Words of commands that mean: install what is named. */
export const rpmInstalls: ReadonlySet<string> = new Set(['install', 'in', 'localinstall', 'reinstall']);
