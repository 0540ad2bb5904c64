#!/bin/bash
# Whether the broker takes connections, which is what the health check asks; Kafka's own script of this name is not in its Maven artifacts.
exec 3<>"/dev/tcp/${2%:*}/${2##*:}"
