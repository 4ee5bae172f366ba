"""Pictures of oneself and of groups."""

from dataclasses import dataclass

from chat_app.ui.store.face import does, known


@dataclass(frozen=True)
class Cropping:
    """`share` says from 0 to 100 how far it is magnified, `place` is the style that has it in the frame."""

    is_open: bool
    address: str
    is_ready: bool
    is_saving: bool
    failure: str
    share: int
    place: dict[str, str]


is_cropping = known("useIsCropping", bool, "avatars")
choose_my_picture = does("chooseMyPicture", "avatars")
choose_group_picture = does("chooseGroupPicture", "avatars")
remove_my_picture = does("removeMyPicture", "avatars")
remove_group_picture = does("removeGroupPicture", "avatars")

cropping = known("useCropping", Cropping, "cropDialog")
crop_loaded = does("cropLoaded", "cropDialog")
crop_broken = does("cropBroken", "cropDialog")
crop_down = does("cropDown", "cropDialog")
crop_move = does("cropMove", "cropDialog")
crop_up = does("cropUp", "cropDialog")
crop_key = does("cropKey", "cropDialog")
crop_slid = does("cropSlid", "cropDialog")
crop_open_change = does("cropOpenChange", "cropDialog")
close_crop = does("closeCrop", "cropDialog")
save_crop = does("saveCrop", "cropDialog")
