{
  _images+:: {
    hearth: 'hearth:0.1.0-SNAPSHOT',
    alloy: 'grafana/alloy:v1.15.0',
  },
}
