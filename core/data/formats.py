"""The formats in which pictures are read, whatever their names say."""

from PIL import Image

# Pillow's other readers start programs (PostScript) or are seldom tried with damaged files.
FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF")
Image.init()  # imports the readers now: later it would be on whichever thread opens the first file
