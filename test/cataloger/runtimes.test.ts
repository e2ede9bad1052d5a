/** Catalogers of PHP, Ruby, .NET, Java's texts and the smaller ecosystems: one file each, as its tool writes it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogers } from '../../src/cataloger/list.ts';
import { catalogFile } from '../support/catalog.ts';

interface Row {
  readonly path: string;
  readonly text: string;
  /** Purl-like: `type:namespace/name@version licence|licence`, `locked` when a lock file says it. */
  readonly packages: readonly string[];
}

const rows: readonly Row[] = [
  {
    path: 'app/vendor/composer/installed.json',
    text: '{"packages":[{"name":"monolog/monolog","version":"3.6.0","license":["MIT"]},{"name":"symfony/console","version":"v6.4.7","license":"MIT"}],"dev":false}',
    packages: ['composer:monolog/monolog@3.6.0 MIT', 'composer:symfony/console@v6.4.7 MIT'],
  },
  {
    path: 'old/vendor/composer/installed.json',
    text: '[{"name":"a/b","version":"1.0"}]',
    packages: ['composer:a/b@1.0'],
  },
  {
    path: 'app/composer.lock',
    text: '{"packages":[{"name":"a/b","version":"1.0","license":["MIT","GPL-2.0-only"]}],"packages-dev":[{"name":"c/d","version":"2"}]}',
    packages: ['composer:a/b@1.0 MIT|GPL-2.0-only locked'],
  },
  {
    path: 'usr/share/php/.registry/xml_util.reg',
    text: 'a:22:{s:7:"attribs";a:2:{s:7:"version";s:3:"2.0";s:5:"xmlns";s:1:"x";}s:4:"name";s:8:"XML_Util";s:7:"channel";s:12:"pear.php.net";s:4:"lead";a:1:{s:4:"name";s:1:"C";}s:7:"version";a:2:{s:7:"release";s:5:"1.4.5";s:3:"api";s:5:"1.4.0";}s:7:"license";a:2:{s:7:"attribs";a:1:{s:3:"uri";s:1:"h";}s:8:"_content";s:11:"BSD License";}}',
    packages: ['generic:pear.php.net/XML_Util@1.4.5 BSD License'],
  },
  {
    path: 'usr/lib/ruby/gems/3.1.0/specifications/default/json-2.6.1.gemspec',
    text: '# -*- encoding: utf-8 -*-\n# stub: json 2.6.1 ruby lib\n\nGem::Specification.new do |s|\n  s.name = "json".freeze\n  s.version = "2.6.1"\n  s.licenses = ["Ruby".freeze, "MIT".freeze]\nend\n',
    packages: ['gem:json@2.6.1 Ruby|MIT'],
  },
  {
    path: 'opt/gems/specifications/a.gemspec',
    text: "Gem::Specification.new do |spec|\n  spec.name = 'a'\n  spec.version = '1.0.rc1'\n  spec.license = 'MIT'\nend\n",
    packages: ['gem:a@1.0.rc1 MIT'],
  },
  {
    path: 'app/Gemfile.lock',
    text: 'GIT\n  remote: x\n  specs:\n    g (9)\n\nGEM\n  remote: https://example.org/\n  specs:\n    nokogiri (1.16.5-x86_64-linux)\n      racc (~> 1.4)\n    racc (1.8.0)\n\nPLATFORMS\n  x86_64-linux\n\nDEPENDENCIES\n  nokogiri\n\nBUNDLED WITH\n   2.3.27\n',
    packages: ['gem:nokogiri@1.16.5 locked', 'gem:racc@1.8.0 locked'],
  },
  {
    path: 'app/shop.deps.json',
    text: '{"runtimeTarget":{"name":".NETCoreApp,Version=v8.0"},"libraries":{"shop/1.0.0":{"type":"project","serviceable":false},"Newtonsoft.Json/13.0.1":{"type":"package"},"runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.4":{"type":"runtimepack"}}}',
    packages: ['nuget:Newtonsoft.Json@13.0.1', 'nuget:Microsoft.NETCore.App.Runtime.linux-x64@8.0.4'],
  },
  {
    path: 'usr/share/dotnet/shared/Microsoft.NETCore.App/3.1.23/Microsoft.NETCore.App.deps.json',
    text: '{"targets":{".NETCoreApp,Version=v3.1/linux-x64":{"runtime.linux-x64.Microsoft.NETCore.App/3.1.23-servicing.22122.4":{"runtime":{"a.dll":{}}},"XliffTasks/1.0.0":{},"A/2.0.0":{"native":{"a.so":{}}}}},"libraries":{"runtime.linux-x64.Microsoft.NETCore.App/3.1.23-servicing.22122.4":{"type":"package"},"XliffTasks/1.0.0":{"type":"package"},"A/2.0.0":{"type":"package"}}}',
    packages: ['nuget:Microsoft.NETCore.App.Runtime.linux-x64@3.1.23', 'nuget:A@2.0.0'],
  },
  {
    path: 'app/packages.lock.json',
    text: '{"version":1,"dependencies":{"net8.0":{"Serilog":{"type":"Direct","requested":"[3, )","resolved":"3.1.1"},"lib":{"type":"Project"}},"net6.0":{"Serilog":{"type":"Direct","resolved":"3.1.1"}}}}',
    packages: ['nuget:Serilog@3.1.1 locked'],
  },
  {
    path: 'app/packages.config',
    text: '<?xml version="1.0"?><packages><package id="jQuery" version="3.1.1" targetFramework="net46" />\n<package version="2.0" id="NLog"/></packages>',
    packages: ['nuget:jQuery@3.1.1 locked', 'nuget:NLog@2.0 locked'],
  },
  {
    path: 'usr/lib/jvm/java-17-openjdk-amd64/release',
    text: 'IMPLEMENTOR="Debian"\nJAVA_RUNTIME_VERSION="17.0.15+6-Debian-1deb12u1"\nJAVA_VERSION="17.0.15"\nJAVA_VERSION_DATE="2025-04-15"\n',
    packages: ['generic:openjdk@17.0.15'],
  },
  {
    path: 'opt/graalvm/release',
    text: 'JAVA_VERSION="21.0.2"\nGRAALVM_VERSION="23.1.2"\n',
    packages: ['generic:graalvm@21.0.2'],
  },
  { path: 'usr/share/x/release', text: 'stable\n', packages: [] },
  {
    path: 'app/pom.xml',
    text: '<project><parent><groupId>org.acme</groupId><version>7</version></parent><properties><netty.version>4.1.100.Final</netty.version><a>\x24{b}</a></properties><dependencyManagement><dependencies><dependency><groupId>x</groupId><artifactId>managed</artifactId><version>2.0</version></dependency></dependencies></dependencyManagement><dependencies><!-- <dependency> --><dependency><groupId>io.netty</groupId><artifactId>netty-all</artifactId><version>\x24{netty.version}</version></dependency><dependency><groupId>x</groupId><artifactId>managed</artifactId><exclusions><exclusion><groupId>*</groupId></exclusion></exclusions></dependency><dependency><groupId>\x24{project.groupId}</groupId><artifactId>sibling</artifactId><version>\x24{project.version}</version></dependency><dependency><groupId>junit</groupId><artifactId>junit</artifactId><version>4.13</version><scope>test</scope></dependency><dependency><groupId>x</groupId><artifactId>parents</artifactId></dependency><dependency><groupId>x</groupId><artifactId>range</artifactId><version>[1,2)</version></dependency><dependency><groupId>x</groupId><artifactId>open</artifactId><version>\x24{a}</version></dependency></dependencies><build><plugins><plugin><groupId>p</groupId><dependencies><dependency><groupId>x</groupId><artifactId>y</artifactId><version>1</version></dependency></dependencies></plugin></plugins></build></project>',
    packages: [
      'maven:io.netty/netty-all@4.1.100.Final locked',
      'maven:x/managed@2.0 locked',
      'maven:org.acme/sibling@7 locked',
    ],
  },
  {
    path: 'app/gradle.lockfile',
    text: '# This is a Gradle generated file.\ncom.google.guava:guava:33.2.0-jre=compileClasspath,runtimeClasspath\nempty=annotationProcessor\n',
    packages: ['maven:com.google.guava/guava@33.2.0-jre locked'],
  },
  {
    path: 'app/mix.lock',
    text: '%{\n  "jason": {:hex, :jason, "1.4.1", "af1504", [:mix], [{:decimal, "~> 1.0", [hex: :decimal]}], "hexpm", "fbb01"},\n  "g": {:git, "https://example.org/g", "abc", []},\n}\n',
    packages: ['hex:jason@1.4.1 locked'],
  },
  {
    path: 'app/_build/prod/rel/shop/lib/jason-1.4.1/ebin/jason.app',
    text: '{application,jason,\n [{applications,[kernel]},{description,"JSON"},\n  {modules,[\'Elixir.Jason\']},{vsn,"1.4.1"}]}.\n',
    packages: ['hex:jason@1.4.1'],
  },
  {
    path: 'app/rel/shop/lib/logger-1.14.0/ebin/logger.app',
    text: '{application,logger,[{description,"logger"},{vsn,"1.14.0"}]}.\n',
    packages: ['generic:elixir/logger@1.14.0'],
  },
  {
    path: 'app/lib/sasl-4.2/ebin/sasl.app',
    text: '%% Version "1"\n{application, sasl,\n   [{description, "SASL  CXC 138 11"},\n    {vsn, "4.2"}]}.\n',
    packages: ['generic:erlang/sasl@4.2'],
  },
  {
    path: 'app/pubspec.lock',
    text: '# Generated by pub\npackages:\n  args:\n    dependency: transitive\n    description:\n      name: args\n      url: "https://pub.dev"\n    source: hosted\n    version: "2.5.0"\n  flutter:\n    dependency: "direct main"\n    description: flutter\n    source: sdk\n    version: "0.0.0"\nsdks:\n  dart: ">=3.3.0 <4.0.0"\n',
    packages: ['pub:args@2.5.0 locked'],
  },
  {
    path: 'app/Package.resolved',
    text: '{"pins":[{"identity":"swift-nio","kind":"remoteSourceControl","location":"https://github.com/apple/swift-nio.git","state":{"revision":"x","version":"2.65.0"}},{"identity":"b","location":"git@github.com:a/b.git","state":{"branch":"main","revision":"y"}}],"version":2}',
    packages: ['swift:github.com/apple/swift-nio@2.65.0 locked'],
  },
  {
    path: 'old/Package.resolved',
    text: '{"object":{"pins":[{"package":"B","repositoryURL":"git@github.com:a/b.git","state":{"branch":null,"version":"1.0.0"}}]},"version":1}',
    packages: ['swift:github.com/a/b@1.0.0 locked'],
  },
  {
    path: 'app/cabal.project.freeze',
    text: 'active-repositories: hackage.haskell.org:merge\nconstraints: any.aeson ==2.1.2.1,\n             aeson -cffi +ordered-keymap,\n             any.unordered-containers ==0.2.20\n',
    packages: ['hackage:aeson@2.1.2.1 locked', 'hackage:unordered-containers@0.2.20 locked'],
  },
  {
    path: 'app/stack.yaml.lock',
    text: 'packages:\n- completed:\n    hackage: acme-missiles-0.3@sha256:2ba66,613\n    pantry-tree:\n      size: 226\n  original:\n    hackage: acme-missiles-0.3\n',
    packages: ['hackage:acme-missiles@0.3 locked'],
  },
  {
    path: 'var/lib/ghc/package.conf.d/text-1.2.5.0.conf',
    text: 'name:                 text\nversion:              1.2.5.0\nvisibility:           public\nlicense:              BSD-2-Clause\ndescription:\n    A text.\n',
    packages: ['hackage:text@1.2.5.0 BSD-2-Clause'],
  },
  {
    path: 'app/Manifest.toml',
    text: 'julia_version = "1.10.3"\nmanifest_format = "2.0"\n\n[[deps.Base64]]\nuuid = "2a0f44e3-6c83-55bd-87e4-b1978d98bd5f"\n\n[[deps.JSON]]\ndeps = ["Dates"]\ngit-tree-sha1 = "31e996"\nuuid = "682c06a0-de6a-54ab-a142-c8b1cf79cde6"\nversion = "0.21.4"\n',
    packages: ['julia:JSON@0.21.4 locked'],
  },
  { path: 'etc/Manifest.toml', text: 'name = "x"\n[a]\nb = 1\n', packages: [] },
  {
    path: 'app/conan.lock',
    text: '{"version":"0.5","requires":["zlib/1.3.1#f52e03ae3d251dec704634230cd806a2%1708593606.497","fmt/10@u/c#1"],"build_requires":["cmake/3.2"]}',
    packages: ['conan:zlib@1.3.1 locked', 'conan:fmt@10 locked'],
  },
  {
    path: 'old/conan.lock',
    text: '{"graph_lock":{"nodes":{"0":{"ref":"shop"},"1":{"ref":"zlib/1.2.11#0"}}},"version":"0.4"}',
    packages: ['conan:zlib@1.2.11 locked'],
  },
  {
    path: 'app/vcpkg_installed/vcpkg/status',
    text: 'Package: zlib\nVersion: 1.3.1\nPort-Version: 2\nArchitecture: x64-linux\nMulti-Arch: same\nStatus: install ok installed\n\nPackage: curl\nFeature: ssl\nArchitecture: x64-linux\nStatus: install ok installed\n\nPackage: gone\nVersion: 1\nStatus: purge ok not-installed\n',
    packages: ['generic:vcpkg/zlib@1.3.1#2'],
  },
  {
    path: 'opt/vcpkg/installed/vcpkg/updates/0000000003',
    text: 'Package: fmt\nVersion: 11.0.2\nArchitecture: x64-linux\nStatus: install ok installed\n\nPackage: half\nVersion: 1\nStatus: install ok half-installed\n',
    packages: ['generic:vcpkg/fmt@11.0.2'],
  },
  {
    path: 'root/.conan/data/zlib/1.2.11/_/_/package/6af9cc7cb931c5ad942174fd7838eb655717c709/conaninfo.txt',
    text: '[settings]\n    os=Linux\n\n[full_requires]\n    x/1:0\n',
    packages: ['conan:zlib@1.2.11'],
  },
  {
    path: 'opt/out/full_deploy/host/fmt/10.2.1/Release/x86_64/conaninfo.txt',
    text: '[settings]\nos=Linux\n',
    packages: ['conan:fmt@10.2.1'],
  },
  {
    path: 'root/.julia/packages/JSON/93Ea8/Project.toml',
    text: 'name = "JSON"\nuuid = "682c06a0-de6a-54ab-a142-c8b1cf79cde6"\nversion = "0.21.4"\n\n[deps]\nDates = "ade2ca70"\n',
    packages: ['julia:JSON@0.21.4'],
  },
  {
    path: 'var/www/html/wp-content/plugins/akismet/akismet.php',
    text: '<?php\n/**\n * @package Akismet\n */\n/*\nPlugin Name: Akismet Anti-spam\nPlugin URI: https://example.org/\nVersion: 5.3.2\nLicense: GPLv2 or later\n*/\n',
    packages: ['wordpress-plugin:akismet@5.3.2 GPLv2 or later'],
  },
  {
    path: 'var/www/html/wp-content/plugins/hello.php',
    text: '<?php\n/**\n * Plugin Name: Hello Dolly\n * Version: 1.7.2\n */\n',
    packages: ['wordpress-plugin:hello@1.7.2'],
  },
  { path: 'wp-content/plugins/akismet/other.php', text: '<?php echo 1;\n', packages: [] },
];

const read = (path: string, bytes: Uint8Array) =>
  catalogers.flatMap((cataloger) => catalogFile(cataloger, path, bytes) ?? []);

describe('packages of', () => {
  for (const { path, text, packages } of rows) {
    it(path, () => {
      const [result, ...others] = read(path, Buffer.from(text));
      expect(others).toEqual([]);
      expect(result?.warnings).toEqual([]);
      const found = result?.packages.map((item) => {
        const name = item.namespace === undefined ? item.name : `${item.namespace}/${item.name}`;
        const locked = item.fromLockFile ? 'locked' : '';
        return [`${item.type}:${name}@${item.version}`, item.licenses.join('|'), locked]
          .filter((part) => part !== '')
          .join(' ');
      });
      expect(found).toEqual(packages);
    });
  }
});

describe('nothing of', () => {
  for (const path of [
    'app/installed.json',
    'app/vendor/a/b/composer.lock',
    'app/a.gemspec',
    'usr/lib/node_modules/x/Gemfile.lock',
    'app/package.lock',
    'app/META-INF/maven/a/b/pom.xml',
    'app/Project.toml',
    'root/.conan2/p/b/zlib1234/p/conaninfo.txt',
    'root/.julia/packages/JSON/93Ea8/test/Manifest.toml',
    'app/release.txt',
    'app/x.app',
    'etc/nginx/nginx.conf',
    'app/wp-content/themes/a/a.php',
    'app/wp-content/plugins/a/inc/b.php',
  ]) {
    it(path, () => expect(read(path, Buffer.from('{}'))).toEqual([]));
  }
});

describe('bad files', () => {
  for (const [path, text, warning] of [
    [
      'app/vendor/composer/installed.json',
      '{"packages":[{"name":"a/b"},{"name":"c/d","version":"1"}]}',
      /is no package name/,
    ],
    ['app/lib/specifications/a.gemspec', 'puts 1\n', /is no package name/],
    ['app/x.deps.json', '{"libraries":{"A":{"type":"package"}}}', /A has no usable version/],
  ] as const) {
    it(`${path}: ${text.trim()}`, () => {
      const [result] = read(path, Buffer.from(text));
      expect(result?.warnings.map(({ message }) => message).join('\n')).toMatch(warning);
    });
  }
  for (const { path, text } of rows) {
    it(`${path}: any change of bytes gives usable records, warnings or an Error`, () => {
      const base = Buffer.from(text);
      const change = fc.tuple(fc.nat(base.length - 1), fc.nat(255), fc.nat(40));
      fc.assert(
        fc.property(fc.array(change, { maxLength: 8 }), fc.nat(base.length), (changes, length) => {
          let bytes = base.subarray(0, length);
          for (const [at, value, repeat] of changes) {
            bytes = Buffer.concat([
              bytes.subarray(0, at),
              Buffer.alloc(repeat, value),
              bytes.subarray(at + 1),
            ]);
          }
          try {
            for (const { packages } of read(path, bytes)) {
              for (const { name, version } of packages) {
                expect(name).not.toMatch(/\s|^$/);
                expect(version).not.toMatch(/\s|^$/);
              }
            }
          } catch (error) {
            expect(error).toBeInstanceOf(Error);
            expect(String(error)).not.toMatch(/^AssertionError/);
          }
        }),
        { numRuns: 60 },
      );
    });
  }
});
