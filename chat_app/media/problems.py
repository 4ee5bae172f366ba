"""What can be wrong with a picture."""


class Broken(Exception):
    """It is not what it says it is, or is cut off; or to decode it takes more time or memory than it may."""


class TooLargePicture(Exception):
    """It has more pixels than anybody looks at. Known before anything is decoded."""
