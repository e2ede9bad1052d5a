/** Servers and data bases, by the strings that they answer or report with. */
import { type Classifier, program, textFile } from './row.ts';

export const servers: readonly Classifier[] = [
  // Compared with real programs: README.md.
  program('bind', ['named'], /\blibisc-(9\.\d{1,2}\.\d{1,2})/),
  program('dnsmasq', ['dnsmasq'], /\bdnsmasq-(2\.\d{2})/),
  program('dovecot', ['dovecot'], /\0(2\.\d\.\d{1,2}(?:\.\d{1,2})?) \([0-9a-f]{8,12}\)/),
  program('dropbear', ['dropbear', 'dropbearmulti'], /\bdropbear_(20\d\d\.\d{1,2})/),
  program('exim', ['exim'], /<<eximcnumber>>\0(4\.\d{2}(?:\.\d{1,2})?)\0/),
  program(
    'haproxy',
    ['haproxy'],
    /(?:HA-?Proxy| )version (\d\.\d{1,2}(?:\.\d{1,3}|-dev\d{1,3}))[\w.+~-]{0,60}, released /,
  ),
  program('httpd', ['apache2', 'httpd'], /\bApache\/(\d\.\d{1,2}\.\d{1,3})/),
  program('keepalived', ['keepalived'], /\bKeepalived v(\d\.\d{1,2}\.\d{1,2})/),
  program('lighttpd', ['lighttpd'], /\blighttpd\/(1\.\d\.\d{1,3})/),
  program('mariadb', ['mariadb', 'mariadbd', 'mysql', 'mysqld'], /\0(\d{1,2}\.\d{1,2}\.\d{1,3})-MariaDB/),
  program('memcached', ['memcached'], /\bmemcached (1\.\d\.\d{1,3})/),
  program('mosquitto', ['mosquitto'], /\0(\d\.\d\.\d{1,2})\0mosquitto version/),
  program(
    'mysql',
    ['mysql', 'mysqld'],
    /\0MySQL (\d{1,2}\.\d\.\d{1,3})\0/,
    /\0SHOW PROCESSLIST\0(\d{1,2}\.\d\.\d{1,3})\0/,
    // Where it was built, in older ones.
    /\/mysql-(\d{1,2}\.\d\.\d{1,3})\//,
  ),
  program('nginx', ['nginx'], /\bnginx version: nginx\/(1\.\d{1,3}\.\d{1,3})/),
  program('openldap', ['slapd'], /\bOpenLDAP: slapd (2\.\d\.\d{1,3})/),
  program('openssh', ['ssh', 'sshd'], /\bOpenSSH_(\d{1,2}\.\d{1,2}p\d)/),
  program('pgbouncer', ['pgbouncer'], /\bPgBouncer (1\.\d{1,2}\.\d{1,2})/),
  program('postfix', ['master', 'postconf'], /\bmail_version=(3\.\d{1,2}\.\d{1,2})/),
  program('postgresql', ['postgres'], /\bPostgreSQL (\d{1,2}(?:\.\d{1,2}){1,2}|\d{2}(?:beta|rc)\d) ?[(o]/),
  program('proftpd', ['proftpd'], /\bProFTPD Version (1\.\d\.\d{1,2}[a-z]?)/),
  program(
    'redis',
    ['redis-check-aof', 'redis-check-rdb', 'redis-server'],
    /\0(\d\.\d{1,2}\.\d{1,3})\0(?:c11|atomic|sync)-builtin\0/,
    // The build's id: version, host name, seconds and nine zeros.
    /[^\d.](\d\.\d{1,2}\.\d{1,3}?)(?:[A-Za-z][\w-]{0,80}?)?\d{10}0{9}\0/,
  ),
  program('squid', ['squid'], /\bsquid\/(\d\.\d{1,2}(?:\.\d{1,2})?)/),
  program('stunnel', ['stunnel'], /\bstunnel (5\.\d{2}) on /),
  program('unbound', ['unbound'], /\bunbound (1\.\d{1,2}\.\d{1,2})/),
  program(
    'valkey',
    ['valkey-check-aof', 'valkey-check-rdb', 'valkey-server'],
    /\0(\d\.\d{1,2}\.\d{1,3})\0(?:c11|atomic|sync)-builtin\0/,
    /[^\d.](\d\.\d{1,2}\.\d{1,3}?)(?:[A-Za-z][\w-]{0,80}?)?\d{10}0{9}\0/,
  ),
  program('varnish', ['varnishd'], /\bVarnish (\d\.\d{1,2}\.\d{1,2}) [0-9a-f]{40}/),
  program('vsftpd', ['vsftpd'], /\(vsFTPd (3\.\d\.\d{1,2})\)/),
  textFile('wordpress', 'version.php', /\$wp_version = '(\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)'/),
  // From their documentation.
  program('envoy', ['envoy'], /\0(1\.\d{1,2}\.\d{1,2}(?:-dev)?)\0/),
  program('mongodb', ['mongod', 'mongos'], /\0([4-9]\.\d\.\d{1,3}(?:-rc\d{1,2})?)\0/),
  program('openresty', ['nginx', 'openresty'], /\bnginx version: openresty\/(1\.\d{1,3}\.\d{1,3}\.\d{1,3})/),
];
