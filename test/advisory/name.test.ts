import { expect, it } from 'vitest';
import { canonicalEcosystem, canonicalName } from '../../src/advisory/name.ts';

it.each([
  ['PyPI', 'Ruamel.YAML__clib', 'ruamel-yaml-clib'],
  ['NuGet', 'Newtonsoft.Json', 'newtonsoft.json'],
  ['Packagist', 'Drupal/Core', 'drupal/core'],
  ['SwiftURL', 'https://github.com/Vapor/vapor.git', 'github.com/vapor/vapor'],
  ['npm', 'JSONStream', 'JSONStream'],
  ['Go', 'github.com/Azure/go-ntlmssp', 'github.com/Azure/go-ntlmssp'],
  ['Debian:12', 'libX11', 'libX11'],
])('%s: %s is %s', (ecosystem, name, expected) => {
  expect(canonicalName(ecosystem, name)).toBe(expected);
});

it.each([
  ['Maven:https://maven.google.com', 'Maven'],
  ['Packagist:https://packages.drupal.org/8', 'Packagist'],
  ['Ubuntu:Pro:18.04:LTS', 'Ubuntu:Pro:18.04:LTS'],
  ['npm', 'npm'],
])('%s is kept as %s', (ecosystem, expected) => {
  expect(canonicalEcosystem(ecosystem)).toBe(expected);
});
