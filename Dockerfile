# The binary is static and carries its time zones, languages and pages, so the
# image holds nothing but it, the certificate authorities, and the one program
# that a health check needs.

FROM golang:1.26.8-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
# docker build --build-arg VERSION=1.2.0 --build-arg COMMIT=$(git rev-parse HEAD)
ARG VERSION= COMMIT=
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    VERSION=$VERSION COMMIT=$COMMIT bash .ci/build.sh /out/usr/bin/yousaid
# Uploads that are too large for memory pass through /tmp.
RUN mkdir -p /out/etc/ssl/certs /out/tmp \
    && chmod 1777 /out/tmp \
    && cp /etc/ssl/certs/ca-certificates.crt /out/etc/ssl/certs/ \
    && echo 'yousaid:x:65532:65532::/:/nologin' > /out/etc/passwd

FROM scratch
COPY --from=build /out/ /
# busybox is what it is called as: here it can fetch a page and nothing else.
COPY --from=busybox:1.37.0-musl /bin/busybox /usr/bin/wget
USER 65532:65532
EXPOSE 8080
# Ready is more than alive: PostgreSQL and Redis answer too. The admin port is
# not published; it listens inside the container only.
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s --retries=3 \
    CMD ["/usr/bin/wget", "-q", "-O", "/dev/null", "http://127.0.0.1:9090/readyz"]
ENTRYPOINT ["/usr/bin/yousaid"]
CMD ["serve"]
