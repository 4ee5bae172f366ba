"""The design system: what every page is made of. `docs/design.md` shows it and says when to use what.

Each primitive is a function with its stylesheet beside it in `assets/styles/theme/`; colours, sizes and times
are chosen in `assets/styles/tokens.css` alone.
"""
