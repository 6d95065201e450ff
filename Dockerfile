# docker build -t handslag . && docker run --read-only -v handslag:/data -p 127.0.0.1:8000:8000 handslag
# To hold the base image fast too: --build-arg PYTHON=python:3.11-slim-bookworm@sha256:...
ARG PYTHON=python:3.11-slim-bookworm

FROM ${PYTHON} AS build
WORKDIR /src
RUN python -m venv --without-pip /venv
COPY requirements/run.txt requirements/postgresql.txt requirements/
RUN pip --python /venv install --no-cache-dir --only-binary :all: --require-hashes -r requirements/run.txt
RUN pip --python /venv install --no-cache-dir --only-binary :all: --require-hashes -r requirements/postgresql.txt
COPY . .
RUN /venv/bin/python -m hatchling build --target wheel
RUN pip --python /venv install --no-cache-dir --no-deps dist/*.whl
RUN pip --python /venv uninstall --yes editables hatchling packaging pathspec pluggy tomlkit trove-classifiers
RUN /venv/bin/handslag train --data data/training --out /venv/reader.npz

FROM ${PYTHON}
RUN pip uninstall --yes --root-user-action=ignore setuptools wheel pip
RUN groupadd --gid 10001 handslag \
 && useradd --uid 10001 --gid handslag --home-dir /data --no-create-home --shell /usr/sbin/nologin handslag
RUN install --directory --owner handslag --group handslag --mode 700 /data /key
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    HANDSLAG_HOST=0.0.0.0 HANDSLAG_PORT=8000 HANDSLAG_DATA_DIR=/data/var HANDSLAG_KEY_FILE=/data/key
WORKDIR /data
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --start-period=60s --interval=30s --timeout=10s \
    CMD python -c "import urllib.request as web; web.urlopen('http://127.0.0.1:$HANDSLAG_PORT/readyz', timeout=5)"
# The reader in the image is of this version; the one in the volume may be of an older.
CMD ["sh", "-c", "mkdir -p \"$HANDSLAG_DATA_DIR\" && cp /venv/reader.npz \"$HANDSLAG_DATA_DIR\" && exec handslag run"]
