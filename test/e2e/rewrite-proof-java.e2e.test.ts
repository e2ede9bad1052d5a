/** Rewrites of Java and .NET applications, built, run and compared by buildah: javac, Maven, Gradle, jlink. */
import { distroless } from './support/rewrite-bases.ts';
import { type Case, proveAll } from './support/rewrite-suite.ts';

const [java21 = '', javaBase = '', cc = ''] = distroless('java21', 'java-base', 'cc');

const main = (text: string): string =>
  `package demo;\npublic class Main { public static void main(String[] words) throws Exception { ${text} } }\n`;

const cases: readonly Case[] = [
  {
    name: 'Java, javac and jar, a library beside it',
    dockerfile: `FROM localhost/imgscan/java
WORKDIR /app
COPY src src
RUN mkdir -p out lib && javac -d lib-out src/Greeting.java && jar --create --file lib/greeting.jar -C lib-out . && \\
    javac -cp lib/greeting.jar -d out src/Main.java && printf 'Class-Path: lib/greeting.jar\\n' > manifest && \\
    jar --create --file app.jar --manifest manifest --main-class demo.Main -C out .
CMD ["java", "-Xmx64m", "-jar", "app.jar", "one"]
`,
    files: {
      'src/Greeting.java':
        'package greeting;\npublic class Greeting { public static String of(String name) { return "hello " + name; } }\n',
      'src/Main.java': main(
        'System.out.println(greeting.Greeting.of(words[0]) + " " + java.time.ZonedDateTime.ofInstant(java.time.Instant.EPOCH, java.time.ZoneId.of("Europe/Paris")) + " " + javax.net.ssl.SSLContext.getDefault().getProtocol());',
      ),
    },
    base: java21,
    prints: /^hello one 1970-01-01T01:00\+01:00\[Europe\/Paris\] Default\n$/,
    mostBytes: 260_000_000,
  },
  {
    name: 'Maven, two stages',
    dockerfile: `FROM localhost/imgscan/java-build AS build
WORKDIR /app
COPY pom.xml .
COPY src src
RUN mvn -o -B -q -Dmaven.repo.local=/usr/share/maven-repo package
FROM localhost/imgscan/java
COPY --from=build /app/target/demo-1.0.jar /srv/app.jar
EXPOSE 8080
ENTRYPOINT ["java", "-jar", "/srv/app.jar"]
`,
    files: {
      'pom.xml': `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>demo</groupId><artifactId>demo</artifactId><version>1.0</version>
<properties><maven.compiler.release>17</maven.compiler.release><project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>
<build><plugins><plugin><groupId>org.apache.maven.plugins</groupId><artifactId>maven-jar-plugin</artifactId>
<configuration><archive><manifest><mainClass>demo.Main</mainClass></manifest></archive></configuration></plugin></plugins></build>
</project>
`,
      'src/main/java/demo/Main.java': main(
        'System.out.println(new String(Main.class.getResourceAsStream("/text").readAllBytes()));',
      ),
      'src/main/resources/text': 'of a resource',
    },
    base: java21,
    prints: /^of a resource\n$/,
    mostBytes: 260_000_000,
  },
  {
    name: 'Gradle, one stage',
    dockerfile: `FROM localhost/imgscan/java-build
WORKDIR /home/app
COPY build.gradle .
COPY src src
RUN gradle --offline --no-daemon jar
CMD java -jar build/libs/app.jar
`,
    files: {
      'build.gradle': `apply plugin: 'java'\nsourceCompatibility = 17\njar { manifest { attributes 'Main-Class': 'demo.Main' } }\n`,
      'src/main/java/demo/Main.java': main('System.out.println("by Gradle");'),
    },
    base: java21,
    prints: /^by Gradle\n$/,
    mostBytes: 260_000_000,
  },
  {
    name: 'Java with a runtime of its own by jlink',
    dockerfile: `FROM localhost/imgscan/java AS build
COPY Main.java .
RUN javac -d /out Main.java && jlink --add-modules java.base --strip-java-debug-attributes --no-header-files --no-man-pages --output /opt/jre
FROM localhost/imgscan/trixie
COPY --from=build /opt/jre /opt/jre
COPY --from=build /out /app
ENV PATH=/opt/jre/bin:$PATH
CMD ["java", "-cp", "/app", "demo.Main"]
`,
    files: { 'Main.java': main('System.out.println(Runtime.version().feature());') },
    base: cc,
    prints: /^21\n$/,
    mostBytes: 100_000_000,
  },
  {
    name: 'Java with a runtime that the rewrite makes by jlink',
    dockerfile: `FROM localhost/imgscan/java
WORKDIR /srv
COPY Main.java .
RUN javac -d . Main.java
CMD ["java", "-cp", "/srv", "demo.Main"]
`,
    files: {
      'Main.java': main(
        'System.out.println(java.util.Locale.of("de").getDisplayLanguage(java.util.Locale.GERMAN) + " " + javax.crypto.KeyAgreement.getInstance("XDH").getAlgorithm());',
      ),
    },
    options: ['--runtime', 'java-base'],
    base: javaBase,
    prints: /^Deutsch XDH\n$/,
    mostBytes: 150_000_000,
  },
  {
    name: '.NET with cultures, on the runtime that the image has',
    // A runtime of that age does not try as new a version of ICU by itself.
    dockerfile: `FROM localhost/imgscan/dotnet
ENV CLR_ICU_VERSION_OVERRIDE=72.1
WORKDIR /app
COPY Main.cs Main.runtimeconfig.json ./
RUN cd /usr/share/dotnet/shared/Microsoft.NETCore.App/3.1.* && \\
    mcs -nostdlib -noconfig -r:System.Private.CoreLib.dll -r:System.Runtime.dll -r:System.Console.dll -out:/app/Main.dll /app/Main.cs
CMD dotnet Main.dll
`,
    files: {
      'Main.cs': `class Program { static void Main() {
  System.Console.WriteLine(new System.Globalization.CultureInfo("de-DE").NumberFormat.NumberDecimalSeparator);
} }
`,
      'Main.runtimeconfig.json': JSON.stringify({
        runtimeOptions: { framework: { name: 'Microsoft.NETCore.App', version: '3.1.0' } },
      }),
    },
    base: 'scratch',
    prints: /^,\n$/,
    mostBytes: 150_000_000,
  },
];

proveAll(cases, ['java21', 'java-base', 'cc']);
