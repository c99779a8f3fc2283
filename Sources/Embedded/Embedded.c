// Written by bin/embed. Do not edit.
#include "Embedded.h"

static const unsigned char asset_0[] = {
#embed "../../Sources/Web/Public/icon.svg" suffix(,)
  0};
static const unsigned char asset_1[] = {
#embed "../../Sources/Web/Public/learner.js" suffix(,)
  0};
static const unsigned char asset_2[] = {
#embed "../../Sources/Web/Public/look.css" suffix(,)
  0};
static const unsigned char asset_3[] = {
#embed "../../Sources/Web/Public/room.css" suffix(,)
  0};
static const unsigned char asset_4[] = {
#embed "../../Sources/Web/Public/screen.js" suffix(,)
  0};
static const unsigned char asset_5[] = {
#embed "../../Sources/Web/Public/trainer.js" suffix(,)
  0};
static const unsigned char asset_6[] = {
#embed "../../Sources/Web/Templates/error.mustache" suffix(,)
  0};
static const unsigned char asset_7[] = {
#embed "../../Sources/Web/Templates/home.mustache" suffix(,)
  0};
static const unsigned char asset_8[] = {
#embed "../../Sources/Web/Templates/join.mustache" suffix(,)
  0};
static const unsigned char asset_9[] = {
#embed "../../Sources/Web/Templates/layout.mustache" suffix(,)
  0};
static const unsigned char asset_10[] = {
#embed "../../Sources/Web/Templates/learner-ask.mustache" suffix(,)
  0};
static const unsigned char asset_11[] = {
#embed "../../Sources/Web/Templates/learner-clock.mustache" suffix(,)
  0};
static const unsigned char asset_12[] = {
#embed "../../Sources/Web/Templates/learner-shown.mustache" suffix(,)
  0};
static const unsigned char asset_13[] = {
#embed "../../Sources/Web/Templates/learner-slide.mustache" suffix(,)
  0};
static const unsigned char asset_14[] = {
#embed "../../Sources/Web/Templates/learner-wall.mustache" suffix(,)
  0};
static const unsigned char asset_15[] = {
#embed "../../Sources/Web/Templates/learner.mustache" suffix(,)
  0};
static const unsigned char asset_16[] = {
#embed "../../Sources/Web/Templates/screen-foot.mustache" suffix(,)
  0};
static const unsigned char asset_17[] = {
#embed "../../Sources/Web/Templates/screen-head.mustache" suffix(,)
  0};
static const unsigned char asset_18[] = {
#embed "../../Sources/Web/Templates/screen-stage.mustache" suffix(,)
  0};
static const unsigned char asset_19[] = {
#embed "../../Sources/Web/Templates/screen.mustache" suffix(,)
  0};
static const unsigned char asset_20[] = {
#embed "../../Sources/Web/Templates/trainer-clock.mustache" suffix(,)
  0};
static const unsigned char asset_21[] = {
#embed "../../Sources/Web/Templates/trainer-controls.mustache" suffix(,)
  0};
static const unsigned char asset_22[] = {
#embed "../../Sources/Web/Templates/trainer-items.mustache" suffix(,)
  0};
static const unsigned char asset_23[] = {
#embed "../../Sources/Web/Templates/trainer-more.mustache" suffix(,)
  0};
static const unsigned char asset_24[] = {
#embed "../../Sources/Web/Templates/trainer-notes.mustache" suffix(,)
  0};
static const unsigned char asset_25[] = {
#embed "../../Sources/Web/Templates/trainer-room.mustache" suffix(,)
  0};
static const unsigned char asset_26[] = {
#embed "../../Sources/Web/Templates/trainer-spine.mustache" suffix(,)
  0};
static const unsigned char asset_27[] = {
#embed "../../Sources/Web/Templates/trainer-stage.mustache" suffix(,)
  0};
static const unsigned char asset_28[] = {
#embed "../../Sources/Web/Templates/trainer.mustache" suffix(,)
  0};

static const GuildhallAsset assets[] = {
  {"Web/Public/icon.svg", asset_0, sizeof(asset_0) - 1},
  {"Web/Public/learner.js", asset_1, sizeof(asset_1) - 1},
  {"Web/Public/look.css", asset_2, sizeof(asset_2) - 1},
  {"Web/Public/room.css", asset_3, sizeof(asset_3) - 1},
  {"Web/Public/screen.js", asset_4, sizeof(asset_4) - 1},
  {"Web/Public/trainer.js", asset_5, sizeof(asset_5) - 1},
  {"Web/Templates/error.mustache", asset_6, sizeof(asset_6) - 1},
  {"Web/Templates/home.mustache", asset_7, sizeof(asset_7) - 1},
  {"Web/Templates/join.mustache", asset_8, sizeof(asset_8) - 1},
  {"Web/Templates/layout.mustache", asset_9, sizeof(asset_9) - 1},
  {"Web/Templates/learner-ask.mustache", asset_10, sizeof(asset_10) - 1},
  {"Web/Templates/learner-clock.mustache", asset_11, sizeof(asset_11) - 1},
  {"Web/Templates/learner-shown.mustache", asset_12, sizeof(asset_12) - 1},
  {"Web/Templates/learner-slide.mustache", asset_13, sizeof(asset_13) - 1},
  {"Web/Templates/learner-wall.mustache", asset_14, sizeof(asset_14) - 1},
  {"Web/Templates/learner.mustache", asset_15, sizeof(asset_15) - 1},
  {"Web/Templates/screen-foot.mustache", asset_16, sizeof(asset_16) - 1},
  {"Web/Templates/screen-head.mustache", asset_17, sizeof(asset_17) - 1},
  {"Web/Templates/screen-stage.mustache", asset_18, sizeof(asset_18) - 1},
  {"Web/Templates/screen.mustache", asset_19, sizeof(asset_19) - 1},
  {"Web/Templates/trainer-clock.mustache", asset_20, sizeof(asset_20) - 1},
  {"Web/Templates/trainer-controls.mustache", asset_21, sizeof(asset_21) - 1},
  {"Web/Templates/trainer-items.mustache", asset_22, sizeof(asset_22) - 1},
  {"Web/Templates/trainer-more.mustache", asset_23, sizeof(asset_23) - 1},
  {"Web/Templates/trainer-notes.mustache", asset_24, sizeof(asset_24) - 1},
  {"Web/Templates/trainer-room.mustache", asset_25, sizeof(asset_25) - 1},
  {"Web/Templates/trainer-spine.mustache", asset_26, sizeof(asset_26) - 1},
  {"Web/Templates/trainer-stage.mustache", asset_27, sizeof(asset_27) - 1},
  {"Web/Templates/trainer.mustache", asset_28, sizeof(asset_28) - 1},
};

unsigned long guildhall_asset_count(void) { return 29; }
const GuildhallAsset *guildhall_asset(unsigned long index) { return &assets[index]; }
