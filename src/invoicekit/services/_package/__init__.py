"""An archive package: a bag (RFC 8493) with the originals, their index, and pages to read it by.

bagit.txt  bag-info.txt  manifest-sha256.txt  manifest-sm3.txt  tagmanifest-sha256.txt
data/index.html              the cover, in the reader's language; data/pages/0001.html …
data/index.csv  index.json   a row a file
data/index.xml  gdpdu-…dtd   what the columns of index.csv mean, for audit software (GoBD, Z3)
data/files/2026/03/…         the originals, byte for byte
"""
