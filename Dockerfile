# syntax=docker/dockerfile:1

# Builds with everything, then drops the libraries that only tests and the build need. A plain `npm prune --omit=dev`
# would keep some of them (prisma, typescript and what they bring: 250 MB) as optional peers of what stays.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build && npm pkg delete devDependencies && npm prune

# Runs as a user without rights, with the compiled code, its libraries, the lines and the migrations.
FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    AGL_DATA_DIR=/data \
    PORT=3000
WORKDIR /app
COPY --from=build --chown=root:root /app/package.json ./
COPY --from=build --chown=root:root /app/node_modules ./node_modules
COPY --from=build --chown=root:root /app/dist ./dist
COPY --from=build --chown=root:root /app/packs ./packs
COPY --from=build --chown=root:root /app/prisma/migrations ./prisma/migrations
RUN mkdir /data && chown node:node /data
VOLUME /data
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# node is the first process and gets the stop signal itself; it then answers what is under way.
STOPSIGNAL SIGTERM
# Room for what short-lived objects need between two collections (MiB): with less, many outlive the request that made them.
CMD ["node", "--enable-source-maps", "--min-semi-space-size=16", "dist/main.js"]
