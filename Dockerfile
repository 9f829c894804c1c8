# The site and the command line in one image.
#   docker build -t rolemap .
#   docker run --rm -p 8080:8080 rolemap                                  # the site at http://localhost:8080/
#   docker run --rm --network none --user "$(id -u)" -v "$PWD:/data" rolemap normalize titles.csv -o coded.csv
# The headers of the site are those of dist/_headers, which the build writes; "rolemap serve" reads them there.

FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build
# A title is coded, so that an image which cannot do it is never made; and the compiled scan is kept for later commands.
RUN echo "Registered Nurse" | node bin/rolemap.mjs normalize - --format text
# Only what the two need: of the packages those that the command line imports, of the models the files that WASM runs.
RUN mkdir /runtime && cp -R --parents \
    package.json LICENSE NOTICE bin src/cli src/core dist \
    public/data/manifest.json public/data/postings.parquet public/data/vectors public/data/coding public/data/title-data/manifest.json public/data/title-data/titles.parquet public/data/title-data/variants.parquet \
    public/data/title-data/postings.parquet public/data/title-data/skills-queries.parquet \
    public/models/manifest.json public/models/coding \
    public/models/tuned/config.json public/models/tuned/tokenizer.json public/models/tuned/tokenizer_config.json \
    public/models/tuned/onnx/model_quantized.onnx \
    public/models/base/config.json public/models/base/tokenizer.json public/models/base/tokenizer_config.json \
    public/models/base/onnx/model_quantized.onnx \
    node_modules/.cache/rolemap-kernels \
    node_modules/tsx node_modules/esbuild node_modules/@esbuild node_modules/@huggingface/tokenizers \
    node_modules/onnxruntime-web/package.json node_modules/onnxruntime-web/dist/ort.wasm.bundle.min.mjs \
    node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm \
    node_modules/papaparse node_modules/hyparquet node_modules/hyparquet-compressors node_modules/hyparquet-writer \
    node_modules/fzstd node_modules/hysnappy \
    node_modules/read-excel-file node_modules/fflate node_modules/saxen node_modules/worker-f \
    node_modules/unzipper-esm node_modules/graceful-fs node_modules/node-int64 \
    /runtime

FROM node:20-bookworm-slim
ENV NODE_ENV=production
COPY --from=build /runtime /app
# Commands read and write here: -v "$PWD:/data".
WORKDIR /data
USER node
EXPOSE 8080
HEALTHCHECK CMD ["node", "-e", "fetch('http://127.0.0.1:8080/').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/bin/rolemap.mjs"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8080"]
