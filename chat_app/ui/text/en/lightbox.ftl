lightbox-title = Pictures
lightbox-place = { $at } of { $count }
lightbox-by = { $author } · { $time }
lightbox-told = { $name }, { $author }, { $at } of { $count }
lightbox-zoom = Zoom
lightbox-previous = Previous
lightbox-next = Next
