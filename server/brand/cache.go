package brand

import (
	"context"
	"slices"
	"sync"
)

// maxCached images are kept in memory, up to 10 MB.
const maxCached = 16

// cache keeps the images used last. They never change, so each node of a
// cluster can have its own.
type cache struct {
	images Images

	mu   sync.Mutex
	kept []Image // the one used last is last
}

func newCache(images Images) *cache { return &cache{images: images} }

// png returns an image's content.
func (c *cache) png(ctx context.Context, id string) ([]byte, error) {
	if image, ok := c.take(id); ok {
		return image.Data, nil
	}
	image, err := c.images.Image(ctx, id)
	if err != nil {
		return nil, err
	}
	c.keep(image)
	return image.Data, nil
}

func (c *cache) take(id string) (Image, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.kept, func(image Image) bool { return image.ID == id })
	if i < 0 {
		return Image{}, false
	}
	image := c.kept[i]
	c.kept = append(slices.Delete(c.kept, i, i+1), image)
	return image, true
}

func (c *cache) keep(image Image) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kept = slices.DeleteFunc(c.kept, func(other Image) bool { return other.ID == image.ID })
	c.kept = append(c.kept, image)
	if len(c.kept) > maxCached {
		c.kept = slices.Delete(c.kept, 0, 1)
	}
}
