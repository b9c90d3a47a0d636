"""The formats in which pictures are read, whatever their names say."""

from PIL import Image, TiffImagePlugin

# Pillow's other readers start programs (PostScript) or are seldom tried with damaged files.
FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF")
Image.init()  # imports the readers now: later it would be on whichever thread opens the first file

# Grey of 16 bits in which 0 is white: Pillow knows it only with the low byte first.
TiffImagePlugin.OPEN_INFO.setdefault((b"MM", 0, (1,), 1, (16,), ()), ("I;16B", "I;16B"))
