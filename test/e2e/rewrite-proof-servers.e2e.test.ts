/** Rewrites of Ruby, PHP and nginx, built, run, asked and compared by buildah. */
import { type Case, proveAll } from './support/rewrite-suite.ts';

const cases: readonly Case[] = [
  {
    name: 'ruby, a gem with a native extension',
    dockerfile: `FROM localhost/imgscan/ruby
WORKDIR /gem
COPY gem .
RUN gem build hello.gemspec && gem install --local hello-1.0.0.gem
WORKDIR /app
COPY app.rb .
CMD ["ruby", "app.rb"]
`,
    files: {
      'gem/hello.gemspec': `Gem::Specification.new do |s|
  s.name = 'hello'
  s.version = '1.0.0'
  s.summary = 'says hello'
  s.authors = ['nobody']
  s.files = ['lib/hello.rb', 'ext/hello/hello.c', 'ext/hello/extconf.rb']
  s.extensions = ['ext/hello/extconf.rb']
end
`,
      'gem/lib/hello.rb': "require 'hello/hello'\n",
      'gem/ext/hello/extconf.rb': "require 'mkmf'\ncreate_makefile('hello/hello')\n",
      'gem/ext/hello/hello.c': `#include <ruby.h>
static VALUE greet(VALUE self) { return rb_str_new_cstr("hello of a native extension"); }
void Init_hello(void) { rb_define_module_function(rb_define_module("Hello"), "greet", greet, 0); }
`,
      'app.rb': "require 'hello'\nrequire 'json'\nputs JSON.generate(Hello.greet)\n",
    },
    prints: /^"hello of a native extension"\n$/,
    mostBytes: 60_000_000,
  },
  {
    name: 'php-cli, composer autoload, mbstring and SQLite',
    dockerfile: `FROM localhost/imgscan/php
WORKDIR /srv/app
COPY . .
RUN composer dump-autoload --optimize
CMD ["php", "bin/report.php"]
`,
    files: {
      'composer.json': JSON.stringify({ name: 'a/app', autoload: { 'psr-4': { 'App\\': 'src/' } } }),
      'src/Report.php': `<?php
namespace App;
class Report {
    public function rows(): array {
        $db = new \\PDO('sqlite::memory:');
        $db->exec('CREATE TABLE t (name TEXT)');
        $db->exec("INSERT INTO t VALUES ('größe')");
        return array_map(fn ($row) => mb_strtoupper($row['name']), $db->query('SELECT name FROM t')->fetchAll());
    }
}
`,
      'bin/report.php':
        "<?php\nrequire __DIR__ . '/../vendor/autoload.php';\necho implode(',', (new App\\Report())->rows()), PHP_EOL;\n",
    },
    prints: /^GRÖSSE\n$/,
    mostBytes: 110_000_000,
  },
  {
    name: 'php-fpm, its configuration tested',
    dockerfile: `FROM localhost/imgscan/php
COPY pool.conf /etc/php/8.4/fpm/pool.d/www.conf
COPY index.php /var/www/html/
ENTRYPOINT ["php-fpm8.4"]
CMD ["-F"]
`,
    files: {
      'index.php': "<?php echo 'fpm';\n",
      'pool.conf':
        '[www]\nuser = www-data\ngroup = www-data\nlisten = 127.0.0.1:9371\npm = static\npm.max_children = 1\n',
    },
    options: ['--run-command', '["-t"]'],
    mostBytes: 110_000_000,
  },
  {
    name: 'a static site on nginx, its pages from a builder',
    dockerfile: `FROM localhost/imgscan/node AS build
WORKDIR /site
COPY build.mjs .
RUN node build.mjs
FROM localhost/imgscan/nginx
COPY default.conf /etc/nginx/sites-enabled/default
COPY --from=build /site/out /var/www/html
EXPOSE 8373
CMD ["nginx", "-g", "daemon off;"]
`,
    files: {
      'build.mjs':
        "import { mkdirSync, writeFileSync } from 'node:fs';\nmkdirSync('out');\nwriteFileSync('out/index.html', '<h1>built</h1>');\n",
      'default.conf': 'server { listen 127.0.0.1:8373; root /var/www/html; }\n',
    },
    options: ['--allow-network', '--probe', 'http://127.0.0.1:8373/index.html'],
    answers: /^200 <h1>built<\/h1>$/,
    mostBytes: 40_000_000,
  },
  {
    name: 'nginx on Debian 12 as a proxy, with a configuration of its own',
    dockerfile: `FROM localhost/imgscan/nginx-bookworm
COPY nginx.conf /etc/nginx/nginx.conf
STOPSIGNAL SIGQUIT
ENTRYPOINT ["/usr/sbin/nginx"]
CMD ["-g", "daemon off;"]
`,
    files: {
      'nginx.conf': `user www-data;
pid /run/nginx.pid;
error_log /dev/stderr;
include /etc/nginx/modules-enabled/*.conf;
events {}
http {
  access_log off;
  gzip on;
  server { listen 127.0.0.1:8374; location / { proxy_pass http://127.0.0.1:8375; } }
  server { listen 127.0.0.1:8375; location / { return 200 "behind the proxy"; } }
}
`,
    },
    options: ['--allow-network', '--probe', 'http://127.0.0.1:8374/'],
    answers: /^200 behind the proxy$/,
    mostBytes: 40_000_000,
  },
];

proveAll(cases, ['cc']);
