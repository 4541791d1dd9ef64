// See alloc_guard.h.
#include "tests/support/alloc_guard.h"

#include <cstdlib>
#include <new>

namespace mxsweep::sim {
namespace {

thread_local std::uint64_t allocations = 0;
thread_local int counting = 0;
thread_local int pausing = 0;

void* allocate(std::size_t size) {
  if (counting > 0 && pausing == 0) {
    ++allocations;
  }
  void* place = std::malloc(size == 0 ? 1 : size);
  if (place == nullptr) {
    std::abort();
  }
  return place;
}

void* allocate_aligned(std::size_t size, std::size_t alignment) {
  if (counting > 0 && pausing == 0) {
    ++allocations;
  }
  // aligned_alloc wants whole multiples.
  const std::size_t rounded = (size + alignment - 1) / alignment * alignment;
  void* place = std::aligned_alloc(alignment, rounded == 0 ? 1 : rounded);
  if (place == nullptr) {
    std::abort();
  }
  return place;
}

}  // namespace

std::uint64_t allocations_counted() {
  return allocations;
}

AllocCount::AllocCount() {
  ++counting;
}

AllocCount::~AllocCount() {
  --counting;
}

AllocPause::AllocPause() {
  ++pausing;
}

AllocPause::~AllocPause() {
  --pausing;
}

}  // namespace mxsweep::sim

void* operator new(std::size_t size) {
  return mxsweep::sim::allocate(size);
}

void* operator new[](std::size_t size) {
  return mxsweep::sim::allocate(size);
}

void* operator new(std::size_t size, std::align_val_t alignment) {
  return mxsweep::sim::allocate_aligned(size,
                                        static_cast<std::size_t>(alignment));
}

void* operator new[](std::size_t size, std::align_val_t alignment) {
  return mxsweep::sim::allocate_aligned(size,
                                        static_cast<std::size_t>(alignment));
}

void operator delete(void* place) noexcept {
  std::free(place);
}

void operator delete[](void* place) noexcept {
  std::free(place);
}

void operator delete(void* place, std::size_t /*size*/) noexcept {
  std::free(place);
}

void operator delete[](void* place, std::size_t /*size*/) noexcept {
  std::free(place);
}

void operator delete(void* place, std::align_val_t /*alignment*/) noexcept {
  std::free(place);
}

void operator delete[](void* place, std::align_val_t /*alignment*/) noexcept {
  std::free(place);
}

void operator delete(void* place, std::size_t /*size*/,
                     std::align_val_t /*alignment*/) noexcept {
  std::free(place);
}

void operator delete[](void* place, std::size_t /*size*/,
                       std::align_val_t /*alignment*/) noexcept {
  std::free(place);
}
