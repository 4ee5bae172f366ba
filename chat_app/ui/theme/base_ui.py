"""The parts of Base UI that we use: how they behave comes from there, how they look from our styles."""

import dataclasses

import reflex as rx
from reflex_base.utils.format import to_kebab_case
from reflex_base.utils.imports import ImportVar


class BaseUi(rx.Component):
    """A part named by its `tag`, such as `Menu.Item`; only the family it belongs to goes into the build."""

    library = "@base-ui/react@1.9.0"

    @property
    def import_var(self) -> ImportVar:
        """From the family's own module: the one for all would bring everything."""
        family = str(self.tag).partition(".")[0]
        return dataclasses.replace(super().import_var, package_path=f"/{to_kebab_case(family)}")


class MenuRoot(BaseUi):
    tag = "Menu.Root"
    open: rx.Var[bool]


class MenuTrigger(BaseUi):
    tag = "Menu.Trigger"


class MenuPortal(BaseUi):
    tag = "Menu.Portal"


class MenuPositioner(BaseUi):
    tag = "Menu.Positioner"
    side: rx.Var[str]
    align: rx.Var[str]
    side_offset: rx.Var[int]


class MenuPopup(BaseUi):
    tag = "Menu.Popup"


class MenuItem(BaseUi):
    tag = "Menu.Item"
    disabled: rx.Var[bool]


class MenuSeparator(BaseUi):
    tag = "Menu.Separator"


class MenuSubmenuRoot(BaseUi):
    tag = "Menu.SubmenuRoot"


class MenuSubmenuTrigger(BaseUi):
    tag = "Menu.SubmenuTrigger"


class MenuRadioGroup(BaseUi):
    tag = "Menu.RadioGroup"
    value: rx.Var[str]


class MenuGroup(BaseUi):
    tag = "Menu.Group"


class MenuGroupLabel(BaseUi):
    tag = "Menu.GroupLabel"


class MenuRadioItem(BaseUi):
    tag = "Menu.RadioItem"
    value: rx.Var[str]


class MenuRadioItemIndicator(BaseUi):
    tag = "Menu.RadioItemIndicator"


class DialogRoot(BaseUi):
    tag = "Dialog.Root"
    open: rx.Var[bool]
    on_open_change: rx.EventHandler[rx.event.passthrough_event_spec(bool)]


class DialogPortal(BaseUi):
    tag = "Dialog.Portal"


class DialogBackdrop(BaseUi):
    tag = "Dialog.Backdrop"


class DialogPopup(BaseUi):
    tag = "Dialog.Popup"


class DialogTitle(BaseUi):
    tag = "Dialog.Title"


class DialogClose(BaseUi):
    tag = "Dialog.Close"


class AlertDialogRoot(BaseUi):
    tag = "AlertDialog.Root"
    open: rx.Var[bool]


class AlertDialogPortal(BaseUi):
    tag = "AlertDialog.Portal"


class AlertDialogBackdrop(BaseUi):
    tag = "AlertDialog.Backdrop"


class AlertDialogPopup(BaseUi):
    tag = "AlertDialog.Popup"


class AlertDialogTitle(BaseUi):
    tag = "AlertDialog.Title"


class AlertDialogDescription(BaseUi):
    tag = "AlertDialog.Description"


class AlertDialogClose(BaseUi):
    tag = "AlertDialog.Close"
