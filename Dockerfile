# Hearth's image. It is made with BuildKit, in one of two ways:
#
#   docker build -t hearth .                              from the sources: needs Docker alone
#   docker build --build-arg ARCHIVE=made -t hearth .     from the archive that ./mvnw package made in app/target, on Linux
#
#   docker run -p 4040:4040 hearth                        a whole database; its data is in the volume /data
#   docker run -p 4040:4040 --read-only hearth -target=querier …
#
# A configuration is read from /etc/hearth/config.yaml, or /etc/pyroscope/config.yaml, if one is mounted there.
ARG ARCHIVE=built

FROM node:24-bookworm-slim AS node

FROM eclipse-temurin:25-jdk AS built
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
COPY . /src
WORKDIR /src
RUN ./mvnw -B -ntp -Dquick -DskipTests -Darchive.skip=false -pl app -am package \
    && mkdir /archive && tar -C /archive -xzf app/target/hearth-*-linux-*.tar.gz

FROM scratch AS made
ADD app/target/hearth-*-linux-*.tar.gz /archive/

# hadolint ignore=DL3006
FROM ${ARCHIVE} AS archive

FROM debian:bookworm-slim
# libdeflate unpacks pushed profiles at less CPU; Hearth runs without it too. A base that has it is taken as it is.
RUN [ -e "/usr/lib/$(uname -m)-linux-gnu/libdeflate.so.0" ] \
    || { apt-get update && apt-get install -y --no-install-recommends libdeflate0 && rm -rf /var/lib/apt/lists/*; }
RUN groupadd --gid 10001 hearth && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin hearth \
    && mkdir -p /data /etc/hearth && chown 10001:10001 /data
COPY --from=archive /archive/*/ /opt/hearth/
COPY deploy/image/is-ready deploy/image/leave /opt/hearth/bin/
LABEL org.opencontainers.image.title="Hearth" \
      org.opencontainers.image.description="A continuous-profiling database" \
      org.opencontainers.image.licenses="Apache-2.0"
# The data folder is ./data unless a flag or the configuration says otherwise.
WORKDIR /
USER 10001:10001
VOLUME /data
EXPOSE 4040 7946 9095
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["/opt/hearth/bin/is-ready"]
ENTRYPOINT ["/opt/hearth/bin/hearth"]
