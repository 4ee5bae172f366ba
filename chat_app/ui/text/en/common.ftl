common-broken = This page broke
common-broken-why = Something in it could not be drawn. What you sent is safe.
common-broken-again = Load it again
