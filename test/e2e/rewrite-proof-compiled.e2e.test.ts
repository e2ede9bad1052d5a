/** Rewrites of compiled programs, built, run and compared by buildah: Go, Rust, C and C++, and what they open by name. */
import { distroless } from './support/rewrite-bases.ts';
import { type Case, proveAll } from './support/rewrite-suite.ts';

const [staticBase = '', base = '', cc = ''] = distroless('static', 'base', 'cc');

const cargoProject = {
  'Cargo.toml': `[package]
name = "app"
version = "0.1.0"
edition = "2021"
[dependencies]
greet = "0.1"
`,
  'src/main.rs': `fn main() {
    let caught = std::panic::catch_unwind(|| panic!("caught"));
    println!("{} {}", greet::hello(), caught.is_err());
}
`,
  '.cargo/config.toml': `[source.crates-io]
replace-with = "vendored-sources"
[source.vendored-sources]
directory = "vendor"
`,
  'vendor/greet/Cargo.toml': '[package]\nname = "greet"\nversion = "0.1.0"\nedition = "2021"\n',
  'vendor/greet/src/lib.rs': 'pub fn hello() -> String { "hello".repeat(2) }\n',
  'vendor/greet/.cargo-checksum.json': '{"files":{},"package":null}',
};

/** What the C library and OpenSSL open by name. */
const byName = `#include <iconv.h>
#include <locale.h>
#include <netdb.h>
#include <openssl/provider.h>
#include <openssl/x509_vfy.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
static int roots(const char *name) {
  X509_STORE *store = X509_STORE_new();
  X509_STORE_CTX *context = X509_STORE_CTX_new();
  X509_NAME *subject = X509_NAME_new();
  X509_NAME_add_entry_by_txt(subject, "C", MBSTRING_ASC, (const unsigned char *)"US", -1, -1, 0);
  X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_ASC, (const unsigned char *)"Internet Security Research Group", -1, -1, 0);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1, 0);
  X509_STORE_set_default_paths(store);
  X509_STORE_CTX_init(context, store, NULL, NULL);
  return sk_X509_num(X509_STORE_CTX_get1_certs(context, subject));
}
int main(void) {
  char text[64];
  struct tm local;
  time_t then = 1700000000;
  struct addrinfo *found;
  struct passwd *root = getpwuid(0);
  struct servent *https = getservbyname("https", "tcp");
  printf("%s\\n", setlocale(LC_ALL, ""));
  localtime_r(&then, &local);
  strftime(text, sizeof text, "%A %B %Z", &local);
  printf("%s %.1f\\n", text, 1.5);
  printf("%d\\n", iconv_open("UTF-8", "EUC-JP") != (iconv_t)-1);
  printf("%s %d %d\\n", root->pw_name, https != NULL, getaddrinfo("localhost", "80", NULL, &found));
  printf("%d %d\\n", OSSL_PROVIDER_load(NULL, "legacy") != NULL, roots("ISRG Root X1"));
  return 0;
}
`;

const byNameDockerfile = (toolchain: string): string => `FROM localhost/imgscan/${toolchain}
RUN sed -i 's/^# *de_DE.UTF-8/de_DE.UTF-8/' /etc/locale.gen && locale-gen
ENV LC_ALL=de_DE.UTF-8 TZ=America/New_York
COPY main.c /src/
RUN gcc -O2 -o /opt/app /src/main.c -lcrypto
CMD ["/opt/app"]
`;
const byNamePrints = /^de_DE\.UTF-8\nDienstag November EST 1,5\n1\nroot 1 0\n1 1\n$/;

const libraries = `#include <libxml/parser.h>
#include <openssl/ssl.h>
#include <sqlite3.h>
#include <stdio.h>
int main(void) {
  xmlDocPtr document = xmlReadMemory("<?xml version='1.0' encoding='EUC-JP'?><a/>", 43, "x", NULL, 0);
  sqlite3 *database;
  sqlite3_open("/tmp/x.db", &database);
  printf("%d %d ", document != NULL, SSL_CTX_new(TLS_client_method()) != NULL);
  printf("%d\\n", sqlite3_exec(database, "create table if not exists a(b)", 0, 0, 0));
  return 0;
}
`;

const librariesDockerfile = (toolchain: string): string => `FROM localhost/imgscan/${toolchain}
WORKDIR /src
COPY main.c .
RUN gcc -O2 -I/usr/include/libxml2 -o app main.c -lsqlite3 -lxml2 -lssl -lcrypto
CMD ./app
`;

const cases: readonly Case[] = [
  {
    name: 'Go with cgo',
    again: true,
    dockerfile: `FROM localhost/imgscan/golang
WORKDIR /src
COPY main.go .
RUN go build -o /usr/local/bin/app main.go
CMD ["app"]
`,
    files: {
      'main.go': `package main

import (
	"fmt"
	"net"
	"os/user"
)

func main() {
	root, err := user.LookupId("0")
	addresses, _ := net.LookupHost("localhost")
	fmt.Println(root.Username, err, len(addresses) > 0)
}
`,
    },
    base,
    prints: /^root <nil> true\n$/,
    mostBytes: 30_000_000,
  },
  {
    name: 'Go module with vendor folder, two stages, CGO off',
    dockerfile: `FROM localhost/imgscan/golang AS build
WORKDIR /src
COPY go.mod ./
COPY vendor vendor
COPY cmd cmd
RUN CGO_ENABLED=0 go build -mod=vendor -o /out/server ./cmd/server
FROM localhost/imgscan/trixie
COPY --from=build /out/server /usr/bin/server
COPY config.yaml /etc/server/config.yaml
EXPOSE 8080
ENTRYPOINT ["server"]
CMD ["-config", "/etc/server/config.yaml"]
`,
    files: {
      'go.mod': 'module example.com/server\n\ngo 1.19\n\nrequire example.com/greet v0.1.0\n',
      'vendor/modules.txt': '# example.com/greet v0.1.0\n## explicit; go 1.19\nexample.com/greet\n',
      'vendor/example.com/greet/greet.go':
        'package greet\n\nfunc Hello(s string) string { return "hello " + s }\n',
      'config.yaml': 'name: x\n',
      'cmd/server/main.go': `package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	"example.com/greet"
)

func main() {
	config := flag.String("config", "", "")
	flag.Parse()
	text, err := os.ReadFile(*config)
	zone, unknown := time.LoadLocation("Europe/Vienna")
	fmt.Println(greet.Hello(string(text)), err, zone, unknown)
}
`,
    },
    base: staticBase,
    prints: /^hello name: x\n <nil> Europe\/Vienna <nil>\n$/,
    mostBytes: 8_000_000,
  },
  {
    name: 'Rust, rustc, a user of its own',
    dockerfile: `FROM localhost/imgscan/rust
WORKDIR /src
COPY main.rs .
RUN rustc -O -o app main.rs
USER 1000
ENTRYPOINT ["/src/app", "--verbose"]
`,
    files: { 'main.rs': 'fn main() { println!("{:?}", std::env::args().collect::<Vec<_>>()); }\n' },
    base: cc,
    prints: /^\["\/src\/app", "--verbose"\]\n$/,
    mostBytes: 45_000_000,
  },
  {
    name: 'Rust, cargo with vendored crates, two stages',
    dockerfile: `FROM localhost/imgscan/rust AS builder
WORKDIR /usr/src/app
COPY . .
RUN cargo install --offline --path . --root /usr/local
FROM localhost/imgscan/trixie
COPY --from=builder /usr/local/bin/app /usr/local/bin/app
CMD ["app"]
`,
    files: cargoProject,
    base: cc,
    prints: /^hellohello true\n$/,
    mostBytes: 45_000_000,
  },
  {
    name: 'C++ with threads and exceptions',
    dockerfile: `FROM localhost/imgscan/c-bookworm
COPY main.cc /src/
RUN g++ -O2 -std=c++17 -o /opt/app /src/main.cc -pthread
CMD ["/opt/app"]
`,
    files: {
      'main.cc': `#include <iostream>
#include <regex>
#include <thread>
int main() {
  std::thread([] { std::cout << std::regex_replace("a-b", std::regex("-"), "+") << std::endl; }).join();
  try {
    throw std::runtime_error("caught");
  } catch (const std::exception &error) {
    std::cout << error.what() << std::endl;
  }
}
`,
    },
    base: cc,
    prints: /^a\+b\ncaught\n$/,
    mostBytes: 30_000_000,
  },
  {
    name: "C with libraries of the base's release",
    dockerfile: librariesDockerfile('c-libraries'),
    files: { 'main.c': libraries },
    base,
    prints: /^1 1 0\n$/,
    mostBytes: 45_000_000,
  },
  {
    name: 'C: locale, charset, provider, certificates, zone, accounts',
    dockerfile: byNameDockerfile('c-libraries'),
    files: { 'main.c': byName },
    base,
    prints: byNamePrints,
    mostBytes: 45_000_000,
  },
];

proveAll(cases, ['static', 'base', 'cc']);
