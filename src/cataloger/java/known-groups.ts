/** Maven groups of widely used libraries whose archives do not name them. https://central.sonatype.com */

/** A name or, ending in `-`, the start of names; `since` is the first major version that is in the group. */
type Row = readonly [name: string, group: string, since?: number];

/** The first row that fits counts. */
const rows: readonly Row[] = [
  ['ant', 'org.apache.ant'],
  ['aspectjrt', 'org.aspectj'],
  ['aspectjweaver', 'org.aspectj'],
  ['bcpg-', 'org.bouncycastle'],
  ['bcpkix-', 'org.bouncycastle'],
  ['bcprov-', 'org.bouncycastle'],
  ['bctls-', 'org.bouncycastle'],
  ['bcutil-', 'org.bouncycastle'],
  ['caffeine', 'com.github.ben-manes.caffeine'],
  ['checker-qual', 'org.checkerframework'],
  ['derby', 'org.apache.derby'],
  ['ehcache', 'org.ehcache', 3],
  ['elasticsearch-rest-client', 'org.elasticsearch.client'],
  ['elasticsearch-rest-high-level-client', 'org.elasticsearch.client'],
  ['elasticsearch', 'org.elasticsearch'],
  ['elasticsearch-', 'org.elasticsearch'],
  ['graphql-java', 'com.graphql-java'],
  ['groovy', 'org.apache.groovy', 4],
  ['groovy', 'org.codehaus.groovy'],
  ['groovy-', 'org.apache.groovy', 4],
  ['groovy-', 'org.codehaus.groovy'],
  ['grpc-google-', 'com.google.api.grpc'],
  ['grpc-', 'io.grpc'],
  ['hibernate-commons-annotations', 'org.hibernate.common'],
  ['hibernate-core', 'org.hibernate.orm', 6],
  ['hibernate-envers', 'org.hibernate.orm', 6],
  ['hibernate-hikaricp', 'org.hibernate.orm', 6],
  ['hibernate-jcache', 'org.hibernate.orm', 6],
  ['hibernate-spatial', 'org.hibernate.orm', 6],
  ['hibernate-testing', 'org.hibernate.orm', 6],
  ['hsqldb', 'org.hsqldb'],
  ['jakarta.enterprise.cdi-api', 'jakarta.enterprise'],
  ['jaxb-api', 'javax.xml.bind'],
  ['jaxb-impl', 'com.sun.xml.bind'],
  ['jersey-client', 'org.glassfish.jersey.core'],
  ['jersey-common', 'org.glassfish.jersey.core'],
  ['jersey-container-', 'org.glassfish.jersey.containers'],
  ['jersey-hk2', 'org.glassfish.jersey.inject'],
  ['jersey-media-', 'org.glassfish.jersey.media'],
  ['jersey-server', 'org.glassfish.jersey.core'],
  ['jsr305', 'com.google.code.findbugs'],
  ['jsr311-api', 'javax.ws.rs'],
  ['kafka-clients', 'org.apache.kafka'],
  ['kafka-streams', 'org.apache.kafka'],
  ['kotlin-', 'org.jetbrains.kotlin'],
  ['kotlinx-', 'org.jetbrains.kotlinx'],
  ['log4j-over-slf4j', 'org.slf4j'],
  ['lucene-', 'org.apache.lucene'],
  ['lz4-java', 'org.lz4'],
  ['maven-resolver-', 'org.apache.maven.resolver'],
  ['micrometer-', 'io.micrometer'],
  ['mockito-', 'org.mockito'],
  ['mysql-connector-j', 'com.mysql'],
  ['mysql-connector-java', 'mysql'],
  ['okhttp', 'com.squareup.okhttp3', 3],
  ['okio', 'com.squareup.okio'],
  ['okio-', 'com.squareup.okio'],
  ['proto-google-', 'com.google.api.grpc'],
  ['reactor-netty', 'io.projectreactor.netty'],
  ['reactor-netty-', 'io.projectreactor.netty'],
  ['reactor-', 'io.projectreactor'],
  ['reload4j', 'ch.qos.reload4j'],
  ['retrofit', 'com.squareup.retrofit2', 2],
  ['rxjava', 'io.reactivex.rxjava3', 3],
  ['rxjava', 'io.reactivex.rxjava2', 2],
  ['scala-library', 'org.scala-lang'],
  ['scala-reflect', 'org.scala-lang'],
  ['spring-amqp', 'org.springframework.amqp'],
  ['spring-batch-', 'org.springframework.batch'],
  ['spring-boot', 'org.springframework.boot'],
  ['spring-boot-', 'org.springframework.boot'],
  ['spring-cloud-', 'org.springframework.cloud'],
  ['spring-data-', 'org.springframework.data'],
  ['spring-graphql', 'org.springframework.graphql'],
  ['spring-integration-', 'org.springframework.integration'],
  ['spring-kafka', 'org.springframework.kafka'],
  ['spring-ldap-', 'org.springframework.ldap'],
  ['spring-rabbit', 'org.springframework.amqp'],
  ['spring-retry', 'org.springframework.retry'],
  ['spring-security-', 'org.springframework.security'],
  ['spring-session-', 'org.springframework.session'],
  ['spring-ws-', 'org.springframework.ws'],
  ['spring-', 'org.springframework'],
  ['tomcat-embed-', 'org.apache.tomcat.embed'],
  ['tomcat-', 'org.apache.tomcat'],
  ['validation-api', 'javax.validation'],
  ['xalan', 'xalan'],
  ['xercesImpl', 'xerces'],
];

/** Older than the custom of naming a group after a domain: the group is the artifact's name. */
const namedAfterArtifact: ReadonlySet<string> = new Set([
  ...[
    'antlr',
    'aopalliance',
    'args4j',
    'cglib',
    'jline',
    'joda-time',
    'junit',
    'log4j',
    'ognl',
    'oro',
    'velocity',
  ],
  ...['commons-beanutils', 'commons-chain', 'commons-cli', 'commons-codec', 'commons-collections'],
  ...['commons-configuration', 'commons-daemon', 'commons-dbcp', 'commons-digester', 'commons-discovery'],
  ...[
    'commons-el',
    'commons-fileupload',
    'commons-httpclient',
    'commons-io',
    'commons-jxpath',
    'commons-lang',
  ],
  ...['commons-logging', 'commons-net', 'commons-pool', 'commons-validator', 'javax.inject', 'wsdl4j'],
]);

/** The interfaces of Jakarta EE and of Java EE before it: `jakarta.servlet-api` is in jakarta.servlet. */
const enterpriseApi = /^((?:jakarta|javax)\.[a-z.]+)-api$/;

/** The group of an artifact by its name and, where it moved, its version. */
export function knownGroup(artifact: string, version: string): string | undefined {
  const major = Number.parseInt(version, 10);
  const fits = ([name, , since]: Row): boolean =>
    (name === artifact || (name.endsWith('-') && artifact.startsWith(name))) &&
    (since === undefined || major >= since);
  return (
    rows.find(fits)?.[1] ?? (namedAfterArtifact.has(artifact) ? artifact : enterpriseApi.exec(artifact)?.[1])
  );
}
