# Without Python on the machine:
#   docker build -t liverseg_fastai https://github.com/liverseg/liverseg_fastai.git
#   docker run --rm -v "$PWD":/data liverseg_fastai predict starter CT.nii.gz --out results
#   docker run --rm -p 8000:8000 liverseg_fastai web --host 0.0.0.0
FROM python:3.12-slim
COPY . /src
RUN pip install --no-cache-dir "/src[web,dicom,export]"
WORKDIR /data
EXPOSE 8000
ENTRYPOINT ["liverseg"]
CMD ["--help"]
