# docker build -t handslag . && docker run --read-only --tmpfs /tmp -v handslag:/data -p 8000:8000 handslag
FROM python:3.11-slim AS build
WORKDIR /src
COPY requirements/run.txt requirements/
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements/run.txt
COPY . .
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim
RUN useradd --system --uid 1000 handslag && install -d -o handslag /data
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 HANDSLAG_HOST=0.0.0.0 HANDSLAG_DATA_DIR=/data/var
WORKDIR /data
USER handslag
VOLUME /data
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request as web; web.urlopen('http://localhost:8000/livez')"]
CMD ["sh", "-c", "handslag train && handslag migrate && exec handslag run"]
