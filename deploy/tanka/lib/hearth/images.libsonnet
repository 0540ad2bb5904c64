{
  _images+:: {
    hearth: 'hearth:0.1.0-SNAPSHOT',
  },
}
