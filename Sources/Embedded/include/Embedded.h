/// Every file that a page needs, inside the one executable. `Embedded.c` is written by bin/embed.
typedef struct {
  const char *_Nonnull name;
  const unsigned char *_Nonnull bytes;
  unsigned long length;
} GuildhallAsset;

unsigned long guildhall_asset_count(void);
const GuildhallAsset *_Nonnull guildhall_asset(unsigned long index);
